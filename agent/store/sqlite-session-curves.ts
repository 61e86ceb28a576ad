import type { CurveLimit, PowerCurve } from "#agent/domain/site/power-curve";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { Database, Statement } from "#agent/store/database";
import { corruptRow, FieldReader, parseBody, type RowPlace } from "#agent/store/field-reader";
import type { WriteBehind } from "#agent/store/write-behind";

/** Curves of that many sessions; the oldest go first. Each takes a kilobyte or two. */
export const MOST_CURVES = 5000;

/** The curves of sessions, one row each, written some time after a session has ended, together with something else (class B). */
export class SqliteSessionCurves {
  readonly #behind: Pick<WriteBehind, "hold" | "written">;
  /** Not on disk yet. */
  readonly #waiting = new Map<TransactionId, PowerCurve>();
  readonly #put: Statement;
  readonly #find: Statement;
  readonly #prune: Statement;

  constructor(database: Database, behind: Pick<WriteBehind, "hold" | "written">) {
    this.#behind = behind;
    behind.written.listen(() => {
      this.#waiting.clear();
    });
    this.#put = database.prepare(
      `INSERT INTO session_curve (transaction_id, body) VALUES (@id, @body)
       ON CONFLICT (transaction_id) DO UPDATE SET body = excluded.body`,
    );
    this.#find = database.prepare("SELECT body FROM session_curve WHERE transaction_id = @id");
    this.#prune = database.prepare(
      "DELETE FROM session_curve WHERE ordinal <= (SELECT max(ordinal) FROM session_curve) - @most",
    );
  }

  put(id: TransactionId, curve: PowerCurve): void {
    const { step, watts, wattHours, limits } = curve;
    const rows = limits.map(({ after, owner, amperes }) => [after, owner, amperes]);
    const body = JSON.stringify({ step, watts, wattHours, limits: rows });
    this.#waiting.set(id, curve);
    this.#behind.hold(`curve:${id}`, () => {
      this.#put.run({ id, body });
      this.#prune.run({ most: MOST_CURVES });
    });
  }

  find(id: TransactionId): PowerCurve | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) return waiting;
    const row = this.#find.get({ id });
    if (row === undefined) return undefined;
    const place = { table: "session_curve", key: id };
    const body = parseBody(place, new FieldReader(place, row).text("body"));
    const fields: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
    const step = new FieldReader(place, fields).number("step");
    return {
      step,
      watts: numbersIn(place, fields["watts"]),
      wattHours: numbersIn(place, fields["wattHours"]),
      limits: listIn(place, fields["limits"]).map((each) => limitIn(place, each)),
    };
  }
}

function listIn(place: RowPlace, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw corruptRow(place, "body");
  return value;
}

function numbersIn(place: RowPlace, value: unknown): readonly (number | null)[] {
  return listIn(place, value).map((each) => {
    if (each === null || typeof each === "number") return each;
    throw corruptRow(place, "body");
  });
}

function limitIn(place: RowPlace, value: unknown): CurveLimit {
  const [after, owner, amperes] = listIn(place, value);
  if (typeof after !== "number" || typeof owner !== "string" || typeof amperes !== "number")
    throw corruptRow(place, "body");
  return { after, owner, amperes };
}
