import type { Migration } from "#agent/store/migration";

/** Local tags, guests and the rules of access. An older program knows nothing of them, and the back end alone decides again. */
export const localAccess: Migration = {
  version: 10,
  name: "local-access",
  up: `
    CREATE TABLE local_tag (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      token TEXT NOT NULL UNIQUE COLLATE NOCASE,
      alias TEXT NOT NULL,
      owner TEXT NOT NULL,
      valid_from INTEGER,
      valid_to INTEGER,
      max_current REAL,
      may_charge INTEGER NOT NULL CHECK (may_charge IN (0, 1)),
      may_stop INTEGER NOT NULL CHECK (may_stop IN (0, 1)),
      is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)),
      is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
      seen_at INTEGER
    ) STRICT;
    CREATE TABLE guest (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      pin_hash TEXT NOT NULL UNIQUE,
      expires_at INTEGER NOT NULL,
      longest_minutes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE access_rules (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL) STRICT;
  `,
  down: `
    DROP TABLE access_rules;
    DROP TABLE guest;
    DROP TABLE local_tag;
  `,
};
