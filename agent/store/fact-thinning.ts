import type { StationFact } from "#agent/domain/transaction/station-fact";
import type { Database, Statement } from "#agent/store/database";
import { classOfFact } from "#agent/store/storage-class";

interface Held {
  readonly fact: StationFact;
}

/** What can be done without: every second value in between of each transaction and outlet, but never the first and the last. */
export function everySecondInBetween<Each extends Held>(held: readonly Each[]): readonly Each[] {
  const groups = new Map<string, Each[]>();
  for (const each of held) {
    const { fact } = each;
    if (classOfFact(fact) === "A") continue;
    const key = fact.type === "meter.values" ? `evse ${String(fact.evse)}` : fact.transactionId;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()].flatMap((group) => group.filter((_each, i) => i % 2 === 1 && i < group.length - 1));
}

/** How many waiting facts one round looks at. */
const ROUND = 20_000;

/**
 * Makes room in a queue that has grown too long: every second value in between of a transaction goes, and of values that belong to none. The
 * first and the last value of a transaction stay, and starts and ends always do (OCPP 2.x E04.FR.07, 1.6 errata 3.91).
 */
export class FactThinning {
  readonly #above: number;
  readonly #thin: Statement;
  #from = 0;
  #lastDepth = 0;

  constructor(database: Database, above: number) {
    this.#above = above;
    this.#thin = database.prepare(thinOut);
  }

  /** Whether there are too many, and enough more than after the round before. */
  isDue(depth: number): boolean {
    return depth > this.#above && (depth < this.#lastDepth || depth >= this.#lastDepth + this.#above / 100);
  }

  /**
   * Returns how many went of those after position `after` and up to `newest`, but for the oldest, which may be under way. Each round goes on where the
   * one before ended, so that all transactions lose alike, also past one in which there is nothing to do without.
   */
  thin(depth: number, after: number, newest: number): number {
    const first = this.#from < newest ? Math.max(this.#from, after) : after;
    const last = first + ROUND;
    const dropped = this.#thin.run({ after, first, last });
    this.#from = last;
    this.#lastDepth = depth - dropped;
    return dropped;
  }
}

const thinOut = `
  DELETE FROM fact WHERE position IN (
    SELECT position FROM (
      SELECT position, type, transaction_id,
        row_number() OVER (PARTITION BY transaction_id ORDER BY position) AS place,
        count(*) OVER (PARTITION BY transaction_id) AS total
      FROM fact
      WHERE state = 'waiting' AND position > @first AND position <= @last
        AND position > (SELECT position FROM fact WHERE state = 'waiting' AND position > @after ORDER BY position LIMIT 1)
        AND type IN ('transaction.updated', 'meter.values')
    ) WHERE place % 2 = 0 AND place < total
  )`;
