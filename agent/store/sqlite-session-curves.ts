import type { PowerCurve } from "#agent/domain/site/power-curve";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import { decodeCurve, encodeCurve } from "#agent/store/curve-codec";
import type { Database, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { Overlay } from "#agent/store/overlay";
import type { WriteBehind } from "#agent/store/write-behind";

/** Curves of that many sessions; the oldest go first. Each takes a kilobyte or two. */
export const MOST_CURVES = 5000;

/**
 * The curves of sessions, one row each, written some time after a session has ended, together with something else (class B). Until then it is
 * in the row of its session, a minute old at most.
 */
export class SqliteSessionCurves {
  readonly #behind: Pick<WriteBehind, "hold">;
  readonly #waiting: Overlay<TransactionId, PowerCurve>;
  readonly #put: Statement;
  readonly #find: Statement;
  readonly #prune: Statement;
  readonly #unmark: Statement;
  readonly #left: Statement;
  readonly #gather: Statement;
  readonly #unmarkAll: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "hold" | "sealed" | "written">) {
    this.#behind = behind;
    this.#waiting = new Overlay(behind);
    this.#put = database.prepare(
      `INSERT INTO session_curve (transaction_id, body) VALUES (@id, @body)
       ON CONFLICT (transaction_id) DO UPDATE SET body = excluded.body`,
    );
    this.#find = database.prepare(
      `SELECT body FROM session_curve WHERE transaction_id = @id
       UNION ALL SELECT curve FROM session WHERE transaction_id = @id AND curve IS NOT NULL LIMIT 1`,
    );
    this.#prune = database.prepare(
      "DELETE FROM session_curve WHERE ordinal <= (SELECT max(ordinal) FROM session_curve) - @most",
    );
    this.#unmark = database.prepare("UPDATE session SET curve = NULL WHERE transaction_id = @id AND curve IS NOT NULL");
    this.#left = database.prepare("SELECT 1 FROM session WHERE curve IS NOT NULL LIMIT 1");
    this.#gather = database.prepare(
      `INSERT OR IGNORE INTO session_curve (transaction_id, body)
       SELECT transaction_id, curve FROM session WHERE curve IS NOT NULL ORDER BY ordinal`,
    );
    this.#unmarkAll = database.prepare("UPDATE session SET curve = NULL WHERE curve IS NOT NULL");
  }

  put(id: TransactionId, curve: PowerCurve): void {
    const body = encodeCurve(curve);
    this.#waiting.set(id, curve);
    this.#behind.hold(`curve:${id}`, () => {
      this.#put.run({ id, body });
      this.#prune.run({ most: MOST_CURVES });
      this.#unmark.run({ id });
    });
  }

  /** Those that a process left in the rows of their sessions. */
  gather(): void {
    if (this.#left.get() === undefined) return;
    this.#behind.hold("curves", () => {
      this.#gather.run();
      this.#unmarkAll.run();
    });
  }

  find(id: TransactionId): PowerCurve | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) return waiting;
    const row = this.#find.get({ id });
    if (row === undefined) return undefined;
    const place = { table: "session_curve", key: id };
    return decodeCurve(place, new FieldReader(place, row).text("body"));
  }
}
