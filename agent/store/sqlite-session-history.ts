import { evseId } from "#hal/core/charging";
import type { Cancel } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { epochMillis, millis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { MeterSample } from "#agent/domain/metering/meter-sample";
import type { PowerCurve } from "#agent/domain/site/power-curve";
import type { ChargingSpan, PlugStay } from "#agent/domain/site/plug-stay";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type {
  HistoryEntry,
  HistoryFilter,
  HistoryTotals,
  Period,
  SessionHistory,
  TokenUse,
} from "#agent/ports/session-history";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { SessionRecord } from "#agent/ports/session-record";
import type { Database, Statement } from "#agent/store/database";
import { decodeFact } from "#agent/store/fact-codec";
import { FieldReader, parseBody } from "#agent/store/field-reader";
import { filterValues, matching, selectCosts, selectTotals, selectUses } from "#agent/store/history-filter";
import { wholeMillis } from "#agent/store/sql-values";
import type { RunningCurves } from "#agent/store/running-curves";
import { SqliteSessionCurves } from "#agent/store/sqlite-session-curves";
import { SqliteSessionLabels } from "#agent/store/sqlite-session-labels";
import { decodeSession, selectSession } from "#agent/store/session-rows";
import { lastAt, startedAt, type StampEras, toldSql } from "#agent/store/stamp-eras";
import type { WriteBehind } from "#agent/store/write-behind";

type HistoryWrites = Pick<WriteBehind, "keep" | "hold" | "sealed" | "written">;

export interface HistoryOptions {
  readonly behind: HistoryWrites;
  readonly eras: StampEras;
  readonly runningCurves: Pick<RunningCurves, "follow">;
}

/** Looks things up in the tables of sessions and facts, and keeps the one of stays. */
export class SqliteSessionHistory implements SessionHistory {
  readonly #labels: SqliteSessionLabels;
  readonly #curves: SqliteSessionCurves;
  readonly #runningCurves: HistoryOptions["runningCurves"];
  readonly #behind: HistoryWrites;
  readonly #eras: StampEras;
  #stayed = 0;
  readonly #newest: Statement;
  readonly #ended: Statement;
  readonly #one: Statement;
  readonly #totals: Statement;
  readonly #costs: Statement;
  readonly #uses: Statement;
  readonly #facts: Statement;
  readonly #insertStay: Statement;
  readonly #stays: Statement;
  readonly #sessionStays: Statement;

  constructor(database: Database, { behind, eras, runningCurves }: HistoryOptions) {
    this.#eras = eras;
    this.#behind = behind;
    this.#runningCurves = runningCurves;
    this.#labels = new SqliteSessionLabels(database);
    this.#curves = new SqliteSessionCurves(database, behind);
    this.#newest = database.prepare(
      `${selectEntry} WHERE ${matching} AND (@before IS NULL OR ordinal < @before) ORDER BY ordinal DESC LIMIT @limit`,
    );
    this.#ended = database.prepare(
      `${selectEntry} WHERE ordinal > @after AND ended_at IS NOT NULL AND ${matching} ORDER BY ordinal LIMIT @limit`,
    );
    this.#one = database.prepare(`${selectSession} WHERE transaction_id = @id`);
    this.#totals = database.prepare(selectTotals);
    this.#costs = database.prepare(selectCosts);
    this.#uses = database.prepare(selectUses);
    this.#facts = database.prepare(
      "SELECT position, transaction_id, seq_no, format, body, era FROM fact WHERE transaction_id = @id ORDER BY seq_no LIMIT @limit",
    );
    this.#insertStay = database.prepare(
      "INSERT INTO plugged (evse, from_at, to_at, charging, era) VALUES (@evse, @from, @to, @charging, @era)",
    );
    this.#stays = database.prepare(
      `SELECT ordinal, evse, ${stayFrom} AS from_at, ${stayTo} AS to_at, charging
       FROM plugged WHERE ${stayTo} > @from AND ${stayFrom} < @to ORDER BY ordinal`,
    );
    this.#sessionStays = database.prepare(
      `SELECT ordinal, evse, ${startedAt} AS from_at, max(${startedAt}, ${lastAt}) AS to_at, '[]' AS charging
       FROM session WHERE ${startedAt} < @to AND ${lastAt} > @from ORDER BY ordinal`,
    );
  }

  newest(filter: HistoryFilter, page: { readonly before?: number; readonly limit: number }): readonly HistoryEntry[] {
    const { before = null, limit } = page;
    return this.#newest.all({ ...filterValues(filter), before, limit }).map((row) => this.#entry(row));
  }

  ended(filter: HistoryFilter, page: { readonly after: number; readonly limit: number }): readonly HistoryEntry[] {
    return this.#ended.all({ ...filterValues(filter), ...page }).map((row) => this.#entry(row));
  }

  find(id: TransactionId): SessionRecord | undefined {
    const row = this.#one.get({ id });
    return row === undefined ? undefined : decodeSession(row, this.#eras);
  }

  labels(id: TransactionId): SessionLabels | undefined {
    return this.#labels.find(id);
  }

  uses(limit: number): readonly TokenUse[] {
    return this.#uses.all({ limit }).map((row) => {
      const fields = new FieldReader({ table: "session", key: "*" }, row);
      return {
        token: idToken(fields.text("token")),
        alias: fields.optionalText("alias"),
        sessions: fields.integer("sessions"),
        energy: wattHours(fields.number("energy")),
        lastStartedAt: epochMillis(fields.integer("last")),
      };
    });
  }

  totals(filter: HistoryFilter): HistoryTotals {
    const fields = new FieldReader({ table: "session", key: "*" }, this.#totals.get(filterValues(filter)));
    return {
      sessions: fields.integer("sessions"),
      energy: wattHours(fields.number("energy")),
      duration: millis(fields.number("duration")),
      costs: this.#costs.all(filterValues(filter)).map((row) => {
        const cost = new FieldReader({ table: "transaction_cost", key: "*" }, row);
        return { currency: cost.optionalText("currency"), amount: cost.number("amount") };
      }),
    };
  }

  samples(id: TransactionId, limit: number): readonly MeterSample[] {
    return this.#facts.all({ id, limit }).flatMap((row) => {
      const key = new FieldReader({ table: "fact", key: "?" }, row).integer("position");
      const place = { table: "fact", key };
      const fields = new FieldReader(place, row);
      const stamped = decodeFact(place, fields);
      const fact = this.#eras.readFact(stamped, fields.optionalNumber("era"));
      return fact.type === "transaction.started" ? [] : (fact.samples ?? []);
    });
  }

  curve(id: TransactionId): PowerCurve | undefined {
    return this.#curves.find(id);
  }

  followCurve(id: TransactionId, curve: () => PowerCurve): Cancel {
    return this.#runningCurves.follow(id, curve);
  }

  gatherCurves(): void {
    this.#curves.gather();
  }

  keepCurve(id: TransactionId, curve: PowerCurve): void {
    this.#curves.put(id, curve);
  }

  addStay({ evse, from, to, charging }: PlugStay): void {
    const pairs = charging.map(({ after, lasts }) => [Math.round(after), Math.round(lasts)]);
    const values = {
      evse,
      from: wholeMillis(from),
      to: Math.max(wholeMillis(from), wholeMillis(to)),
      charging: JSON.stringify(pairs),
      era: this.#eras.now(),
    };
    this.#stayed += 1;
    this.#behind.keep(`stay:${String(this.#stayed)}`, () => {
      this.#insertStay.run(values);
    });
  }

  stays({ from, to }: Period): readonly PlugStay[] {
    const period = { from: wholeMillis(from), to: wholeMillis(to) };
    return [...this.#stays.all(period), ...this.#sessionStays.all(period)].map(decodeStay);
  }

  #entry(row: unknown): HistoryEntry {
    const place = new FieldReader({ table: "session", key: "?" }, row).integer("ordinal");
    return { place, session: decodeSession(row, this.#eras) };
  }
}

/** The times of a stay are both told when it is over, by the same clock. */
const stayFrom = toldSql("from_at", "plugged.era");
const stayTo = toldSql("to_at", "plugged.era");

const selectEntry = selectSession.replace("SELECT ", "SELECT ordinal, ");

function decodeStay(row: unknown): PlugStay {
  const key = new FieldReader({ table: "plugged", key: "?" }, row).integer("ordinal");
  const place = { table: "plugged", key };
  const fields = new FieldReader(place, row);
  const spans = parseBody(place, fields.text("charging"));
  return {
    evse: evseId(fields.integer("evse")),
    from: epochMillis(fields.integer("from_at")),
    to: epochMillis(fields.integer("to_at")),
    charging: Array.isArray(spans) ? spans.map((pair: unknown) => decodeSpan(pair, key)) : [],
  };
}

function decodeSpan(pair: unknown, key: number): ChargingSpan {
  const values: readonly unknown[] = Array.isArray(pair) ? pair : [];
  const [after, lasts] = values;
  if (typeof after === "number" && typeof lasts === "number") return { after, lasts };
  const details = { table: "plugged", key, field: "charging" };
  throw new AgentError("store.corrupt-row", "a stored row cannot be read", details);
}
