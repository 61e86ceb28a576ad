import type { EvseId } from "#hal/core/charging";
import type { TransactionCost } from "#agent/domain/cost/outlet-cost";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { CostStore } from "#agent/ports/cost-store";
import { costFormat, decodeCost, encodeCost } from "#agent/store/cost-codec";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { Overlay } from "#agent/store/overlay";
import type { WriteBehind } from "#agent/store/write-behind";

/**
 * The costs of transactions, kept for good like the sessions that they belong to. Durable when `put` returns, or as soon as the disk takes them;
 * what waits is found all the same.
 */
export class SqliteCostStore implements CostStore {
  readonly #behind: Pick<WriteBehind, "keep">;
  readonly #waiting: Overlay<TransactionId, TransactionCost>;
  readonly #put: Statement;
  readonly #find: Statement;
  readonly #latest: Statement;
  readonly #untold: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "keep" | "sealed" | "written">) {
    this.#behind = behind;
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
    const isUntold = cost.unpluggedAt === undefined ? 0 : 1;
    const values = { id: cost.transactionId, format: costFormat, body: encodeCost(cost), isUntold };
    this.#waiting.set(cost.transactionId, cost);
    this.#behind.keep(`cost:${cost.transactionId}`, () => {
      this.#put.run(values);
    });
  }

  find(id: TransactionId): TransactionCost | undefined {
    return this.#waiting.get(id) ?? decodeIfFound(this.#find.get({ id }));
  }

  latest(evse: EvseId): TransactionCost | undefined {
    return this.#current(decodeIfFound(this.#latest.get({ evse })));
  }

  untold(): readonly TransactionCost[] {
    const costs = this.#untold.all().map((row) => this.#current(decodeRow(row)));
    return costs.filter(({ unpluggedAt }) => unpluggedAt !== undefined);
  }

  #current<Cost extends TransactionCost | undefined>(stored: Cost): Cost | TransactionCost {
    return (stored === undefined ? undefined : this.#waiting.get(stored.transactionId)) ?? stored;
  }
}

function decodeIfFound(row: unknown): TransactionCost | undefined {
  return row === undefined ? undefined : decodeRow(row);
}

function decodeRow(row: unknown): TransactionCost {
  const key = new FieldReader({ table: "transaction_cost", key: "?" }, row).text("transaction_id");
  const place = { table: "transaction_cost", key };
  const fields = new FieldReader(place, row);
  return decodeCost(place, fields.integer("format"), fields.text("body"));
}
