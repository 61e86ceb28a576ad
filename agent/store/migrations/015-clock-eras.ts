import type { Migration } from "#agent/store/migration";

/**
 * An era is a boot of the machine in which nobody could vouch for the wall clock at first. `lead` is the wall time that was assumed, less the
 * uptime; `true_lead` the same once the time was known. A stamp of an era less its lead is the uptime at which it was made: so it is told
 * as uptime plus true lead. A stamp without an era was made with the right time. The mark is the latest moment that is known to have come, and
 * `vouched` the latest one of which the host was sure.
 */
export const clockEras: Migration = {
  version: 15,
  name: "clock-eras",
  up: `
    CREATE TABLE clock_era (
      era INTEGER PRIMARY KEY AUTOINCREMENT,
      boot_id TEXT NOT NULL UNIQUE,
      lead INTEGER NOT NULL,
      true_lead INTEGER
    ) STRICT;
    CREATE TABLE clock_mark (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      at INTEGER NOT NULL,
      vouched INTEGER
    ) STRICT;
    ALTER TABLE fact ADD COLUMN era INTEGER REFERENCES clock_era (era);
    ALTER TABLE session ADD COLUMN started_era INTEGER REFERENCES clock_era (era);
    ALTER TABLE session ADD COLUMN last_era INTEGER REFERENCES clock_era (era);
    ALTER TABLE plugged ADD COLUMN era INTEGER REFERENCES clock_era (era);
  `,
  down: `
    UPDATE fact SET era = NULL;
    ALTER TABLE plugged DROP COLUMN era;
    ALTER TABLE session DROP COLUMN last_era;
    ALTER TABLE session DROP COLUMN started_era;
    ALTER TABLE fact DROP COLUMN era;
    DROP TABLE clock_mark;
    DROP TABLE clock_era;
  `,
};
