import type { Migration } from "#agent/store/migration";

/** What a session was called when it began. Older sessions have none; an older program has no use for it. */
export const sessionLabels: Migration = {
  version: 12,
  name: "session-labels",
  up: `
    CREATE TABLE session_labels (
      transaction_id TEXT PRIMARY KEY REFERENCES session (transaction_id),
      charger TEXT NOT NULL,
      serial_number TEXT NOT NULL,
      place TEXT NOT NULL,
      address TEXT NOT NULL,
      alias TEXT,
      access TEXT CHECK (access IN ('private', 'public')),
      payment TEXT CHECK (payment IN ('free', 'paid')),
      currency TEXT
    ) STRICT, WITHOUT ROWID;
  `,
  down: "DROP TABLE session_labels;",
};
