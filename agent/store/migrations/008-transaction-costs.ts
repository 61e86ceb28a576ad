import type { Migration } from "#agent/store/migration";

/** What a transaction costs, as far as anybody has said. `is_untold`: the back end has to hear that the cable came out. */
export const transactionCosts: Migration = {
  version: 8,
  name: "transaction-costs",
  up: `
    CREATE TABLE transaction_cost (
      transaction_id TEXT PRIMARY KEY REFERENCES session (transaction_id),
      format INTEGER NOT NULL,
      body TEXT NOT NULL,
      is_untold INTEGER NOT NULL CHECK (is_untold IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX transaction_cost_untold ON transaction_cost (transaction_id) WHERE is_untold = 1;
    CREATE INDEX session_evse ON session (evse, ordinal);
  `,
  down: `
    DROP INDEX session_evse;
    DROP TABLE transaction_cost;
  `,
};
