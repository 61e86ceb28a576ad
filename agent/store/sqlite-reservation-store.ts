import { type EvseId, evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { Reservation } from "#agent/domain/reservation/reservation";
import type { ReservationStore, StoredReservation } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";

/** The reservations, one an outlet at most. Durable when a method returns. */
export class SqliteReservationStore implements ReservationStore {
  readonly #selectAll: Statement;
  readonly #put: Statement;
  readonly #remove: Statement;

  constructor(database: Database) {
    this.#selectAll = database.prepare("SELECT evse, id, token, parent, expires_at FROM reservation ORDER BY evse");
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO reservation (evse, id, token, parent, expires_at) VALUES (@evse, @id, @token, @parent, @expiresAt)`,
    );
    this.#remove = database.prepare("DELETE FROM reservation WHERE evse = @evse");
  }

  all(): readonly StoredReservation[] {
    return this.#selectAll.all().map(decodeReservation);
  }

  put(evse: EvseId | 0, { id, token, parent, expiresAt }: Reservation): void {
    this.#put.run({ evse, id, token, parent: parent ?? null, expiresAt: wholeMillis(expiresAt) });
  }

  remove(evse: EvseId | 0): void {
    this.#remove.run({ evse });
  }
}

function decodeReservation(row: unknown): StoredReservation {
  const evse = new FieldReader({ table: "reservation", key: "?" }, row).integer("evse");
  const fields = new FieldReader({ table: "reservation", key: evse }, row);
  const parent = fields.optionalText("parent");
  return {
    evse: evse === 0 ? 0 : evseId(evse),
    reservation: {
      id: fields.integer("id"),
      token: idToken(fields.text("token")),
      expiresAt: epochMillis(fields.integer("expires_at")),
      ...(parent === undefined ? {} : { parent: idToken(parent) }),
    },
  };
}
