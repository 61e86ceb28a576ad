import type { EvseId } from "#hal/core/charging";
import type { TransactionCost } from "#agent/domain/cost/outlet-cost";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { CostStore } from "#agent/ports/cost-store";
import { costFormat, decodeCost, encodeCost } from "#agent/store/cost-codec";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";

/** The costs of transactions, kept for good like the sessions that they belong to. */
export class SqliteCostStore implements CostStore {
  readonly #put: Statement;
  readonly #find: Statement;
  readonly #latest: Statement;
  readonly #untold: Statement;

  constructor(database: Database) {
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
    this.#put.run({ id: cost.transactionId, format: costFormat, body: encodeCost(cost), isUntold });
  }

  find(id: TransactionId): TransactionCost | undefined {
    return decodeIfFound(this.#find.get({ id }));
  }

  latest(evse: EvseId): TransactionCost | undefined {
    return decodeIfFound(this.#latest.get({ evse }));
  }

  untold(): readonly TransactionCost[] {
    return this.#untold.all().map(decodeRow);
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
