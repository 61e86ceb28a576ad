import type { Migration } from "#agent/store/migration";

/** The course of each session as one JSON text, see `PowerCurve`. Pictures, no evidence: an older program has no use for them. */
export const sessionCurves: Migration = {
  version: 14,
  name: "session-curves",
  up: `
    CREATE TABLE session_curve (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      transaction_id TEXT NOT NULL UNIQUE REFERENCES session (transaction_id),
      body TEXT NOT NULL
    ) STRICT;
  `,
  down: "DROP TABLE session_curve;",
};
