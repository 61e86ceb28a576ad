import { epochMillis } from "#hal/core/units";
import type { Settlement } from "#agent/ports/station-store";
import type { prepareFactStatements } from "#agent/store/fact-statements";
import { FieldReader } from "#agent/store/field-reader";
import { type Alarm, deadLetterAlarm, notWaiting, type StoreStamp } from "#agent/store/queued-fact";
import { gaveUpNumber } from "#agent/store/sql-values";
import type { SqliteTokenCache } from "#agent/store/sqlite-token-cache";

export interface SettlementWriterOptions {
  readonly sql: ReturnType<typeof prepareFactStatements>;
  readonly tokens: Pick<SqliteTokenCache, "write">;
  /** Told inside the commit that gives a fact up. */
  readonly alarm: Alarm;
  /** How many settled facts stay for inspection at least. */
  readonly keepSettled: number;
}

/** Writes down, inside a commit, what became of a fact and all that was answered to it. */
export class SettlementWriter {
  readonly #options: SettlementWriterOptions;

  constructor(options: SettlementWriterOptions) {
    this.#options = options;
  }

  /** @throws AgentError `store.not-waiting` */
  write(position: number, settlement: Settlement, stamp: StoreStamp): void {
    const { sql, keepSettled } = this.#options;
    const why = settlement.kind === "dead" ? settlement.why : null;
    const row = sql.markSettled.get({ position, state: settlement.kind, settledAt: stamp.at, why });
    if (row === undefined) throw notWaiting(position);
    this.#storeAnswer(new FieldReader({ table: "fact", key: position }, row), settlement, stamp);
    if (position % PRUNE_EVERY === 0) sql.prune.run({ keep: keepSettled });
  }

  #storeAnswer(fact: FieldReader, settlement: Settlement, { at, era }: StoreStamp): void {
    const { sql, tokens, alarm } = this.#options;
    const transactionId = fact.optionalText("transaction_id");
    if (settlement.kind === "dead") alarm(deadLetterAlarm(transactionId, settlement.why, at), era);
    if (transactionId === undefined) return;
    if (settlement.kind === "dead" && fact.text("type") === "transaction.started")
      sql.numberSession.run({ transactionId, csmsNumber: gaveUpNumber });
    if (settlement.kind !== "delivered") return;
    if (settlement.csmsNumber !== undefined)
      sql.numberSession.run({ transactionId, csmsNumber: settlement.csmsNumber });
    if (settlement.token !== undefined) tokens.write(settlement.token.token, settlement.token.info, epochMillis(at));
  }
}

/** Looking for old facts at each settlement would cost more than keeping some more of them. */
const PRUNE_EVERY = 50;
