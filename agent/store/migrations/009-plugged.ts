import type { Migration } from "#agent/store/migration";

/**
 * How long a vehicle stood at an outlet, written once, when it leaves. `charging` is a JSON list of pairs: seconds from `from_at` to the
 * beginning of a stretch in which energy flowed, and its length in seconds. An older program has no use for it.
 */
export const plugged: Migration = {
  version: 9,
  name: "plugged",
  up: `
    CREATE TABLE plugged (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      evse INTEGER NOT NULL CHECK (evse > 0),
      from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL CHECK (to_at >= from_at),
      charging TEXT NOT NULL
    ) STRICT;
  `,
  down: "DROP TABLE plugged;",
};
