import type { Migration } from "#agent/store/migration";

/** What happened, and where the charger is in its life. An older program keeps neither and charges as it always did. */
export const events: Migration = {
  version: 11,
  name: "events",
  up: `
    CREATE TABLE event (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      code TEXT NOT NULL,
      severity TEXT NOT NULL,
      evse INTEGER,
      subject TEXT,
      occurrences INTEGER NOT NULL,
      acknowledged_by TEXT,
      acknowledged_at INTEGER,
      CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL))
    ) STRICT;
    CREATE TABLE life_cycle (only INTEGER PRIMARY KEY CHECK (only = 1), record TEXT NOT NULL) STRICT;
  `,
  down: `
    DROP TABLE life_cycle;
    DROP TABLE event;
  `,
};
