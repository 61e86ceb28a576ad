import type { Migration } from "#agent/store/migration";

/** At most one row: a station has one update at a time. */
export const firmwareUpdate: Migration = {
  version: 7,
  name: "firmware-update",
  up: `
    CREATE TABLE firmware_update (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      format INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
  `,
  down: `
    DROP TABLE firmware_update;
  `,
};
