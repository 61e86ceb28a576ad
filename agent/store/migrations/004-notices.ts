import type { Migration } from "#agent/store/migration";

/** What the back end is told beside transactions: security events and how far uploads and updates are. */
export const notices: Migration = {
  version: 4,
  name: "notices",
  up: `
    CREATE TABLE notice (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      format INTEGER NOT NULL,
      body TEXT NOT NULL,
      is_critical INTEGER NOT NULL CHECK (is_critical IN (0, 1)),
      attempts INTEGER NOT NULL DEFAULT 0
    ) STRICT;
  `,
  down: `
    DROP TABLE notice;
  `,
};
