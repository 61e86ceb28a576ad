import type { Clock } from "#hal/core/clock";
import { AgentError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { MeterValuesTaken, StationFact, TransactionFact } from "#agent/domain/transaction/station-fact";
import type { FactLog, QueuedFact, Settlement, TokenCache } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { decodeFact, encodeFact, factFormat } from "#agent/store/fact-codec";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import { gaveUpNumber } from "#agent/store/sqlite-session-store";

export interface FactLogOptions {
  readonly database: Database;
  readonly tokens: Pick<TokenCache, "remember">;
  readonly clock: Clock;
  readonly log: Log;
  /** How many settled facts stay for inspection at least, 500 unless told. Waiting facts and dead letters are never deleted. */
  readonly keepSettled?: number;
}

/**
 * The durable queue. A fact is durable when the session's commit returns; its attempts, its settlement and what the answer said are
 * durable when the call returns. An unreadable fact at the head makes `head` throw `store.corrupt-row` with its position as `key`; it
 * can still be settled, because settling reads the columns only.
 */
export class SqliteFactLog implements FactLog {
  readonly #database: Database;
  readonly #tokens: Pick<TokenCache, "remember">;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #keepSettled: number;
  readonly #insert: Statement;
  readonly #selectHead: Statement;
  readonly #selectDead: Statement;
  readonly #countWaiting: Statement;
  readonly #countAttempt: Statement;
  readonly #markSettled: Statement;
  readonly #numberSession: Statement;
  readonly #prune: Statement;
  /** As read last; forgotten with whatever changes it, and asked for several times in between. */
  #head: QueuedFact | undefined;

  constructor({ database, tokens, clock, log, keepSettled = 500 }: FactLogOptions) {
    this.#database = database;
    this.#tokens = tokens;
    this.#clock = clock;
    this.#log = log;
    this.#keepSettled = keepSettled;
    this.#insert = database.prepare(
      `INSERT INTO fact (transaction_id, seq_no, type, format, body) VALUES (@transactionId, @seqNo, @type, @format, @body)`,
    );
    this.#selectHead = database.prepare(`${selectFact} WHERE state = 'waiting' ORDER BY position LIMIT 1`);
    this.#selectDead = database.prepare(`${selectFact} WHERE state = 'dead' ORDER BY position`);
    this.#countWaiting = database.prepare("SELECT count(*) AS depth FROM fact WHERE state = 'waiting'");
    this.#countAttempt = database.prepare(
      "UPDATE fact SET attempts = attempts + 1 WHERE position = @position AND state = 'waiting'",
    );
    this.#markSettled = database.prepare(
      `UPDATE fact SET state = @state, settled_at = @settledAt, why = @why WHERE position = @position AND state = 'waiting'
       RETURNING transaction_id, type`,
    );
    this.#numberSession = database.prepare(
      "UPDATE session SET csms_number = @csmsNumber WHERE transaction_id = @transactionId",
    );
    this.#prune = database.prepare(pruneSettled);
  }

  /** Runs inside the session's commit. */
  append(facts: readonly TransactionFact[]): void {
    for (const fact of facts) this.#write(fact, fact.transactionId, fact.seqNo);
  }

  add(fact: MeterValuesTaken): void {
    this.#write(fact, null, null);
  }

  head(): QueuedFact | undefined {
    if (this.#head !== undefined) return this.#head;
    const row = this.#selectHead.get();
    this.#head = row === undefined ? undefined : decodeRow(row);
    return this.#head;
  }

  noteAttempt(position: number): void {
    const subject = this.#head?.fact.type;
    this.#head = undefined;
    if (this.#countAttempt.run({ position }) === 0) throw notWaiting(position);
    this.#database.passes("attempt.counted", subject);
  }

  settle(position: number, settlement: Settlement): void {
    const subject = this.#head?.fact.type;
    this.#head = undefined;
    this.#database.transaction(
      () => {
        const row = this.#markSettled.get({
          position,
          state: settlement.kind,
          settledAt: wholeMillis(this.#clock.now()),
          why: settlement.kind === "dead" ? settlement.why : null,
        });
        if (row === undefined) throw notWaiting(position);
        this.#storeAnswer(new FieldReader({ table: "fact", key: position }, row), settlement);
        if (position % PRUNE_EVERY === 0) this.#prune.run({ keep: this.#keepSettled });
      },
      { name: "settlement", subject },
    );
  }

  depth(): number {
    return new FieldReader({ table: "fact", key: "*" }, this.#countWaiting.get()).integer("depth");
  }

  /** Oldest first. One that cannot be read any more is logged and left out, so that it does not hide the others. */
  deadLetters(): readonly QueuedFact[] {
    return this.#selectDead.all().flatMap((row) => {
      try {
        return [decodeRow(row)];
      } catch (error) {
        if (!hasCode(error, "store.corrupt-row")) throw error;
        this.#log.error({ ...error.details }, "store.corrupt-row");
        return [];
      }
    });
  }

  #write(fact: StationFact, transactionId: string | null, seqNo: number | null): void {
    const { type } = fact;
    this.#insert.run({ transactionId, seqNo, type, format: factFormat, body: encodeFact(fact) });
  }

  #storeAnswer(fact: FieldReader, settlement: Settlement): void {
    const transactionId = fact.optionalText("transaction_id");
    if (transactionId === undefined) return;
    if (settlement.kind === "dead" && fact.text("type") === "transaction.started")
      this.#numberSession.run({ transactionId, csmsNumber: gaveUpNumber });
    if (settlement.kind !== "delivered") return;
    if (settlement.csmsNumber !== undefined)
      this.#numberSession.run({ transactionId, csmsNumber: settlement.csmsNumber });
    if (settlement.token !== undefined)
      this.#tokens.remember(settlement.token.token, settlement.token.info, this.#clock.now());
  }
}

/** Looking for old facts at each settlement would cost more than keeping some more of them. */
const PRUNE_EVERY = 50;

const selectFact = "SELECT position, format, body, attempts FROM fact";

/** The newest `keep` settled facts stay. Dead letters are no settled facts in this sense. */
const pruneSettled = `
  DELETE FROM fact WHERE state IN ('delivered', 'unspoken') AND position <= (
    SELECT position FROM fact WHERE state IN ('delivered', 'unspoken') ORDER BY position DESC LIMIT 1 OFFSET @keep
  )`;

function decodeRow(row: unknown): QueuedFact {
  const key = new FieldReader({ table: "fact", key: "?" }, row).integer("position");
  const place = { table: "fact", key };
  const fields = new FieldReader(place, row);
  return {
    position: key,
    fact: decodeFact(place, fields.integer("format"), fields.text("body")),
    attempts: fields.integer("attempts"),
  };
}

function notWaiting(position: number): AgentError {
  return new AgentError("store.not-waiting", "no fact waits at this place", { position });
}
