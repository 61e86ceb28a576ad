import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";

const accessWords = { private: true, public: true } as const;
const paymentWords = { free: true, paid: true } as const;

/** What sessions are called, one row each, written with the start and never changed. */
export class SqliteSessionLabels {
  readonly #put: Statement;
  readonly #find: Statement;

  constructor(database: Database) {
    this.#put = database.prepare(
      `INSERT INTO session_labels (transaction_id, charger, serial_number, place, address, alias, access, payment, currency)
       VALUES (@id, @charger, @serialNumber, @place, @address, @alias, @access, @payment, @currency)
       ON CONFLICT (transaction_id) DO NOTHING`,
    );
    this.#find = database.prepare(
      `SELECT charger, serial_number, place, address, alias, access, payment, currency
       FROM session_labels WHERE transaction_id = @id`,
    );
  }

  /** Inside the session's own commit. */
  put(id: TransactionId, labels: SessionLabels): void {
    const { alias, access, payment, currency, ...rest } = labels;
    const known = {
      alias: alias ?? null,
      access: access ?? null,
      payment: payment ?? null,
      currency: currency ?? null,
    };
    this.#put.run({ id, ...rest, ...known });
  }

  find(id: TransactionId): SessionLabels | undefined {
    const row = this.#find.get({ id });
    return row === undefined ? undefined : decodeLabels(id, row);
  }
}

function decodeLabels(id: TransactionId, row: unknown): SessionLabels {
  const fields = new FieldReader({ table: "session_labels", key: id }, row);
  const alias = fields.optionalText("alias");
  const access = fields.optionalOneOf("access", accessWords);
  const payment = fields.optionalOneOf("payment", paymentWords);
  const currency = fields.optionalText("currency");
  return {
    charger: fields.text("charger"),
    serialNumber: fields.text("serial_number"),
    place: fields.text("place"),
    address: fields.text("address"),
    ...(alias === undefined ? {} : { alias }),
    ...(access === undefined ? {} : { access }),
    ...(payment === undefined ? {} : { payment }),
    ...(currency === undefined ? {} : { currency }),
  };
}
