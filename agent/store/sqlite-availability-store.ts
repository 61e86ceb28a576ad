import type { EvseId } from "#hal/core/charging";
import type { AvailabilityStore } from "#agent/ports/station-store";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import type { WriteBehind } from "#agent/store/write-behind";

/** Which outlets are to be operative, as last told. Durable when `setOperative` returns; one never spoken of is operative. */
export class SqliteAvailabilityStore implements AvailabilityStore {
  readonly #selectOne: Statement;
  readonly #put: Statement;

  readonly #behind: Pick<WriteBehind, "keep">;

  constructor(database: Database, behind: Pick<WriteBehind, "keep">) {
    this.#behind = behind;
    this.#selectOne = database.prepare("SELECT operative FROM availability WHERE evse = @evse");
    this.#put = database.prepare(
      `INSERT INTO availability (evse, operative) VALUES (@evse, @operative)
       ON CONFLICT (evse) DO UPDATE SET operative = excluded.operative`,
    );
  }

  isOperative(evse: EvseId | 0): boolean {
    const row = this.#selectOne.get({ evse });
    return row === undefined || new FieldReader({ table: "availability", key: evse }, row).integer("operative") === 1;
  }

  setOperative(evse: EvseId | 0, operative: boolean): void {
    this.#behind.keep(`availability:${String(evse)}`, () => {
      this.#put.run({ evse, operative: operative ? 1 : 0 });
    });
  }
}
