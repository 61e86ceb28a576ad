import type { Migration } from "#agent/store/migration";

/**
 * Times are whole milliseconds since the epoch. `ordinal` and `position` give the order of occurrence, which wall time cannot, because it
 * may step. AUTOINCREMENT: the number of a deleted row is never given again.
 */
export const first: Migration = {
  version: 1,
  name: "first",
  up: `
    CREATE TABLE session (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      transaction_id TEXT NOT NULL UNIQUE,
      evse INTEGER NOT NULL CHECK (evse > 0),
      token TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      meter_start REAL NOT NULL,
      meter_serial TEXT,
      next_seq_no INTEGER NOT NULL CHECK (next_seq_no >= 0),
      last_energy REAL NOT NULL,
      last_at INTEGER NOT NULL,
      ended_at INTEGER,
      meter_stop REAL,
      stop_cause TEXT,
      csms_number INTEGER,
      CHECK ((ended_at IS NULL) = (meter_stop IS NULL) AND (ended_at IS NULL) = (stop_cause IS NULL))
    ) STRICT;
    CREATE INDEX session_open ON session (ordinal) WHERE ended_at IS NULL;
    CREATE INDEX session_csms_number ON session (csms_number) WHERE csms_number IS NOT NULL;

    CREATE TABLE fact (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      transaction_id TEXT NOT NULL REFERENCES session (transaction_id),
      seq_no INTEGER NOT NULL CHECK (seq_no >= 0),
      type TEXT NOT NULL,
      format INTEGER NOT NULL,
      body TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'unspoken', 'dead')),
      attempts INTEGER NOT NULL DEFAULT 0,
      settled_at INTEGER,
      why TEXT,
      UNIQUE (transaction_id, seq_no)
    ) STRICT;
    CREATE INDEX fact_state ON fact (state, position);

    CREATE TABLE unbilled (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      transaction_id TEXT NOT NULL REFERENCES session (transaction_id),
      evse INTEGER NOT NULL CHECK (evse > 0),
      at INTEGER NOT NULL,
      energy REAL NOT NULL,
      why TEXT NOT NULL
    ) STRICT;

    CREATE TABLE variable (
      name TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE token_cache (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      token TEXT NOT NULL UNIQUE,
      status TEXT NOT NULL,
      parent TEXT,
      expires_at INTEGER,
      remembered_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE run (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      boot_id TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_in_order INTEGER NOT NULL DEFAULT 0 CHECK (ended_in_order IN (0, 1))
    ) STRICT;

    CREATE TABLE availability (
      evse INTEGER PRIMARY KEY CHECK (evse >= 0),
      operative INTEGER NOT NULL CHECK (operative IN (0, 1))
    ) STRICT;
  `,
  down: `
    DROP TABLE availability;
    DROP TABLE run;
    DROP TABLE token_cache;
    DROP TABLE variable;
    DROP TABLE unbilled;
    DROP TABLE fact;
    DROP TABLE session;
  `,
};
