import type { Migration } from "#agent/store/migration";

/**
 * Odometer and plate of charges, who said so and when, and what is known of tags. `told`: the revision that the back end has heard;
 * `told_open`: it heard it while the charge ran without an entry.
 */
export const logbook: Migration = {
  version: 13,
  name: "logbook",
  up: `
    CREATE TABLE logbook (
      transaction_id TEXT PRIMARY KEY REFERENCES session (transaction_id),
      is_needed INTEGER NOT NULL CHECK (is_needed IN (0, 1)),
      asks_odometer INTEGER NOT NULL CHECK (asks_odometer IN (0, 1)),
      odometer INTEGER,
      plate TEXT,
      plate_key TEXT,
      revision INTEGER NOT NULL,
      told INTEGER NOT NULL,
      told_open INTEGER NOT NULL CHECK (told_open IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX logbook_untold ON logbook (transaction_id) WHERE told < revision OR told_open = 1;
    CREATE INDEX logbook_plate ON logbook (plate_key) WHERE plate_key IS NOT NULL;
    CREATE TABLE logbook_change (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      transaction_id TEXT NOT NULL REFERENCES logbook (transaction_id),
      at INTEGER NOT NULL,
      source TEXT NOT NULL,
      author TEXT NOT NULL,
      odometer INTEGER,
      plate TEXT NOT NULL,
      overrode TEXT
    ) STRICT;
    CREATE INDEX logbook_change_of ON logbook_change (transaction_id, ordinal);
    ALTER TABLE local_tag ADD COLUMN logbook_duty TEXT;
    ALTER TABLE local_tag ADD COLUMN logbook_plate TEXT;
    ALTER TABLE local_tag ADD COLUMN logbook_odometer INTEGER;
  `,
  down: `
    ALTER TABLE local_tag DROP COLUMN logbook_odometer;
    ALTER TABLE local_tag DROP COLUMN logbook_plate;
    ALTER TABLE local_tag DROP COLUMN logbook_duty;
    DROP TABLE logbook_change;
    DROP TABLE logbook;
  `,
};
