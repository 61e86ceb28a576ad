import type { Database, Statement } from "#agent/store/database";

/** What the queue of facts says to its table. */
export function prepareFactStatements(database: Database): Readonly<Record<FactStatement, Statement>> {
  return {
    insert: database.prepare(
      `INSERT INTO fact (position, transaction_id, seq_no, type, format, body, era)
       VALUES (@position, @transactionId, @seqNo, @type, @format, @body, @era)`,
    ),
    selectHead: database.prepare(
      `${selectFact} WHERE state = 'waiting' AND position > @after ORDER BY position LIMIT 1`,
    ),
    selectDead: database.prepare(`${selectFact} WHERE state = 'dead' ORDER BY position`),
    selectLast: database.prepare("SELECT coalesce(max(seq), 0) AS last FROM sqlite_sequence WHERE name = 'fact'"),
    countWaiting: database.prepare(countWaiting),
    countAttempt: database.prepare(
      "UPDATE fact SET attempts = attempts + 1 WHERE position = @position AND state = 'waiting'",
    ),
    markSettled: database.prepare(
      `UPDATE fact SET state = @state, settled_at = @settledAt, why = @why WHERE position = @position AND state = 'waiting'
       RETURNING transaction_id, type`,
    ),
    numberSession: database.prepare(
      "UPDATE session SET csms_number = @csmsNumber WHERE transaction_id = @transactionId",
    ),
    prune: database.prepare(pruneSettled),
  };
}

type FactStatement =
  | "insert"
  | "selectHead"
  | "selectDead"
  | "selectLast"
  | "countWaiting"
  | "countAttempt"
  | "markSettled"
  | "numberSession"
  | "prune";

const selectFact = "SELECT position, transaction_id, seq_no, format, body, attempts, era FROM fact";

/** All but the others, each count by an index: those that wait have none. Few of them lie outside of the two positions. */
const countWaiting = `
  SELECT (SELECT count(*) FROM fact) - (SELECT count(*) FROM fact WHERE state IN ('delivered', 'unspoken'))
    - (SELECT count(*) FROM fact WHERE state = 'dead')
    - (SELECT count(*) FROM fact WHERE state = 'waiting' AND position <= @after)
    - (SELECT count(*) FROM fact WHERE state = 'waiting' AND position >= @before) AS depth`;

/** The newest `keep` settled facts stay. Dead letters are no settled facts in this sense. */
const pruneSettled = `
  DELETE FROM fact WHERE state IN ('delivered', 'unspoken') AND position <= (
    SELECT position FROM fact WHERE state IN ('delivered', 'unspoken') ORDER BY position DESC LIMIT 1 OFFSET @keep
  )`;
