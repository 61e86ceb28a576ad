import type { Migration } from "#agent/store/migration";

/**
 * The local authorization list, reservations, and facts that belong to no transaction. The older program has no words for such facts, so that
 * they end when it comes back.
 */
export const lists: Migration = {
  version: 3,
  name: "lists",
  up: `
    CREATE TABLE local_list (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      token TEXT NOT NULL UNIQUE,
      status TEXT NOT NULL,
      parent TEXT,
      expires_at INTEGER
    ) STRICT;
    CREATE TABLE local_list_version (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      version INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE reservation (
      evse INTEGER PRIMARY KEY CHECK (evse >= 0),
      id INTEGER NOT NULL UNIQUE,
      token TEXT NOT NULL,
      parent TEXT,
      expires_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE fact_new (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      transaction_id TEXT REFERENCES session (transaction_id),
      seq_no INTEGER CHECK (seq_no >= 0),
      type TEXT NOT NULL,
      format INTEGER NOT NULL,
      body TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'unspoken', 'dead')),
      attempts INTEGER NOT NULL DEFAULT 0,
      settled_at INTEGER,
      why TEXT,
      UNIQUE (transaction_id, seq_no),
      CHECK ((transaction_id IS NULL) = (seq_no IS NULL))
    ) STRICT;
    INSERT INTO fact_new SELECT position, transaction_id, seq_no, type, format, body, state, attempts, settled_at, why FROM fact;
    DELETE FROM sqlite_sequence WHERE name = 'fact_new';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'fact_new', seq FROM sqlite_sequence WHERE name = 'fact';
    DROP TABLE fact;
    ALTER TABLE fact_new RENAME TO fact;
    CREATE INDEX fact_state ON fact (state, position);
  `,
  down: `
    CREATE TABLE fact_old (
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
    INSERT INTO fact_old SELECT position, transaction_id, seq_no, type, format, body, state, attempts, settled_at, why FROM fact
      WHERE transaction_id IS NOT NULL;
    DELETE FROM sqlite_sequence WHERE name = 'fact_old';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'fact_old', seq FROM sqlite_sequence WHERE name = 'fact';
    DROP TABLE fact;
    ALTER TABLE fact_old RENAME TO fact;
    CREATE INDEX fact_state ON fact (state, position);
    DROP TABLE reservation;
    DROP TABLE local_list_version;
    DROP TABLE local_list;
  `,
};
