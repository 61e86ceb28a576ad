import type { EvseId } from "#hal/core/charging";
import type { TransactionCost } from "#agent/domain/cost/outlet-cost";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { CostStore } from "#agent/ports/cost-store";
import { costFormat, decodeCost, encodeCost, type StampedCost } from "#agent/store/cost-codec";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { Overlay } from "#agent/store/overlay";
import type { StampEras } from "#agent/store/stamp-eras";
import type { WriteBehind } from "#agent/store/write-behind";

/**
 * The costs of transactions, kept for good like the sessions that they belong to. Durable when `put` returns, or as soon as the disk takes them;
 * what waits is found all the same. When a cable came out is told by what is known of the time when it is read.
 */
export class SqliteCostStore implements CostStore {
  readonly #behind: Pick<WriteBehind, "keep">;
  readonly #waiting: Overlay<TransactionId, StampedCost>;
  readonly #eras: StampEras;
  readonly #put: Statement;
  readonly #find: Statement;
  readonly #latest: Statement;
  readonly #untold: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "keep" | "sealed" | "written">, eras: StampEras) {
    this.#behind = behind;
    this.#eras = eras;
    this.#waiting = new Overlay(behind);
    this.#put = database.prepare(
      `INSERT INTO transaction_cost (transaction_id, format, body, is_untold) VALUES (@id, @format, @body, @isUntold)
       ON CONFLICT (transaction_id) DO UPDATE SET format = @format, body = @body, is_untold = @isUntold`,
    );
    this.#find = database.prepare(
      "SELECT transaction_id, format, body FROM transaction_cost WHERE transaction_id = @id",
    );
    this.#latest = database.prepare(
      `SELECT transaction_id, format, body FROM transaction_cost
       WHERE transaction_id = (SELECT transaction_id FROM session WHERE evse = @evse ORDER BY ordinal DESC LIMIT 1)`,
    );
    this.#untold = database.prepare(
      `SELECT cost.transaction_id, cost.format, cost.body FROM transaction_cost AS cost
       JOIN session USING (transaction_id) WHERE cost.is_untold = 1 ORDER BY session.ordinal`,
    );
  }

  put(cost: TransactionCost): void {
    const stamped = this.#stamped(cost);
    const isUntold = cost.unpluggedAt === undefined ? 0 : 1;
    const values = { id: cost.transactionId, format: costFormat, body: encodeCost(stamped), isUntold };
    this.#waiting.set(cost.transactionId, stamped);
    this.#behind.keep(`cost:${cost.transactionId}`, () => {
      this.#put.run(values);
    });
  }

  find(id: TransactionId): TransactionCost | undefined {
    const kept = this.#kept(id);
    return kept && this.#told(kept);
  }

  latest(evse: EvseId): TransactionCost | undefined {
    const row = this.#latest.get({ evse });
    return row === undefined ? undefined : this.#told(this.#current(decodeRow(row)));
  }

  untold(): readonly TransactionCost[] {
    const costs = this.#untold.all().map((row) => this.#told(this.#current(decodeRow(row))));
    return costs.filter(({ unpluggedAt }) => unpluggedAt !== undefined);
  }

  /** A stamp keeps its era however often the rest is written, be it as it was made or as it has come to be told. */
  #stamped(cost: TransactionCost): StampedCost {
    const { unpluggedAt } = cost;
    if (unpluggedAt === undefined) return { cost, era: undefined };
    const before = this.#kept(cost.transactionId);
    const made = before?.cost.unpluggedAt;
    if (before === undefined || made === undefined || ![made, this.#told(before).unpluggedAt].includes(unpluggedAt))
      return { cost, era: this.#eras.now() ?? undefined };
    return { cost: { ...cost, unpluggedAt: made }, era: before.era };
  }

  #told({ cost, era }: StampedCost): TransactionCost {
    const { unpluggedAt } = cost;
    return unpluggedAt === undefined ? cost : { ...cost, unpluggedAt: this.#eras.read(unpluggedAt, era) };
  }

  #kept(id: TransactionId): StampedCost | undefined {
    return this.#waiting.get(id) ?? decodeIfFound(this.#find.get({ id }));
  }

  #current(stored: StampedCost): StampedCost {
    return this.#waiting.get(stored.cost.transactionId) ?? stored;
  }
}

function decodeIfFound(row: unknown): StampedCost | undefined {
  return row === undefined ? undefined : decodeRow(row);
}

function decodeRow(row: unknown): StampedCost {
  const key = new FieldReader({ table: "transaction_cost", key: "?" }, row).text("transaction_id");
  const place = { table: "transaction_cost", key };
  const fields = new FieldReader(place, row);
  return decodeCost(place, fields.integer("format"), fields.text("body"));
}
