import { type EvseId, evseId } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import { type EpochMillis, epochMillis, type Millis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { type TransactionFact, type TransactionId, transactionId } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SessionStore, UnbilledEnergy } from "#agent/ports/station-store";
import type { Database, SqlValues, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import type { RunningCurves } from "#agent/store/running-curves";
import { SqliteSessionLabels } from "#agent/store/sqlite-session-labels";
import { gaveUpNumber, wholeMillis } from "#agent/store/sql-values";
import type { SqliteFactLog } from "#agent/store/sqlite-fact-log";
import type { StampEras } from "#agent/store/stamp-eras";
import { stopCauses } from "#agent/store/stop-causes";
import { storageClassOf } from "#agent/store/storage-class";
import type { WriteBehind } from "#agent/store/write-behind";

export interface SessionStoreOptions {
  readonly database: Database;
  readonly behind: WriteBehind;
  readonly facts: SqliteFactLog;
  readonly eras: StampEras;
  readonly clock: Pick<Clock, "uptime">;
  readonly runningCurves: Pick<RunningCurves, "column">;
}

/** What of a running session is not on disk yet. */
interface Held {
  readonly session: SessionRecord;
  readonly era: number | null;
  readonly at: Millis;
}

interface Running {
  /** When the reading was handed over that is on disk now. */
  durableAt: Millis;
  held: Held | undefined;
  /** In the database, and on disk soon. */
  sealed: Held | undefined;
}

/**
 * The local history of transactions. Start and end, with all that belongs to them, are on disk when `commit` returns, or wait for a disk that
 * takes them; what happens in between is at most a minute behind (see `StorageClass`). Sessions and unbilled records are evidence for bills and
 * are kept for good, some 300 bytes each.
 */
export class SqliteSessionStore implements SessionStore {
  readonly #behind: WriteBehind;
  readonly #facts: SqliteFactLog;
  readonly #runningCurves: SessionStoreOptions["runningCurves"];
  readonly #labels: SqliteSessionLabels;
  readonly #eras: StampEras;
  readonly #clock: Pick<Clock, "uptime">;
  readonly #running = new Map<TransactionId, Running>();
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #putProgress: Statement;
  readonly #putUnbilled: Statement;
  readonly #selectOpen: Statement;
  readonly #selectById: Statement;
  readonly #selectByNumber: Statement;
  readonly #selectRecent: Statement;
  readonly #selectUnbilled: Statement;

  constructor({ database, behind, facts, eras, clock, runningCurves }: SessionStoreOptions) {
    this.#runningCurves = runningCurves;
    this.#behind = behind;
    this.#facts = facts;
    this.#labels = new SqliteSessionLabels(database);
    this.#eras = eras;
    this.#clock = clock;
    behind.sealed.listen(() => {
      for (const session of this.#running.values()) session.sealed = session.held ?? session.sealed;
    });
    behind.written.listen(() => {
      for (const session of this.#running.values()) {
        if (session.sealed === undefined) continue;
        session.durableAt = session.sealed.at;
        if (session.held === session.sealed) session.held = undefined;
        session.sealed = undefined;
      }
    });
    this.#insert = database.prepare(insertSession);
    this.#update = database.prepare(updateSession);
    this.#putProgress = database.prepare(updateProgress);
    this.#putUnbilled = database.prepare(
      `INSERT INTO unbilled (transaction_id, evse, at, energy, why) VALUES (@transactionId, @evse, @at, @energy, @why)`,
    );
    this.#selectOpen = database.prepare(`${selectSession} WHERE ended_at IS NULL ORDER BY ordinal`);
    this.#selectById = database.prepare(`${selectSession} WHERE transaction_id = @transactionId`);
    this.#selectByNumber = database.prepare(
      `${selectSession} WHERE csms_number = @csmsNumber ORDER BY ordinal DESC LIMIT 1`,
    );
    this.#selectRecent = database.prepare(`${selectSession} ORDER BY ordinal DESC LIMIT @limit`);
    this.#selectUnbilled = database.prepare(
      "SELECT ordinal, transaction_id, evse, at, energy, why FROM unbilled ORDER BY ordinal",
    );
  }

  commit(change: {
    readonly session: SessionRecord;
    readonly facts: readonly TransactionFact[];
    readonly unbilled?: UnbilledEnergy;
    readonly labels?: SessionLabels;
  }): void {
    const { session, unbilled, labels } = change;
    const place = { name: "session", subject: change.facts.at(-1)?.type } as const;
    const era = this.#eras.of(session.transactionId, session.ended !== undefined);
    const placed = this.#facts.place(change.facts, era);
    const running = this.#running.get(session.transactionId);
    if (running !== undefined && storageClassOf(change) === "B") {
      running.held = { session, era, at: this.#clock.uptime() };
      // The facts first: this may be the moment at which all is written.
      this.#facts.hold(placed);
      const write = () => {
        const curve = this.#runningCurves.column(session.transactionId);
        this.#putProgress.run({ ...progressValues(session), curve });
      };
      this.#behind.hold(`session:${session.transactionId}`, write, { since: running.durableAt, place });
      return;
    }
    const first = placed[0]?.position ?? 0;
    const write = () => {
      this.#write(session, era);
      this.#facts.write(placed);
      if (labels !== undefined) this.#labels.put(session.transactionId, labels);
      if (unbilled !== undefined) this.#putUnbilled.run({ ...unbilled, at: wholeMillis(unbilled.at) });
    };
    const key = `session:${session.transactionId}:${String(session.nextSeqNo)}:${String(first)}`;
    this.#facts.wrote(placed, this.#behind.keep(key, write, place));
    const now = this.#clock.uptime();
    if (session.ended !== undefined) this.#running.delete(session.transactionId);
    else this.#running.set(session.transactionId, { durableAt: now, held: undefined, sealed: undefined });
  }

  open(): readonly SessionRecord[] {
    return this.#selectOpen.all().map((row) => this.#current(decodeSession(row, this.#eras)));
  }

  find(id: TransactionId): SessionRecord | undefined {
    return this.#ifFound(this.#selectById.get({ transactionId: id }));
  }

  findByCsmsNumber(csmsNumber: number): SessionRecord | undefined {
    // Ours, for starts that were given up, and not a number that the CSMS gave.
    if (csmsNumber === gaveUpNumber || !Number.isSafeInteger(csmsNumber)) return undefined;
    return this.#ifFound(this.#selectByNumber.get({ csmsNumber }));
  }

  recent(limit: number): readonly SessionRecord[] {
    const rows = this.#selectRecent.all({ limit: Math.max(0, Math.trunc(limit)) });
    return rows.map((row) => this.#current(decodeSession(row, this.#eras)));
  }

  unbilled(): readonly UnbilledEnergy[] {
    return this.#selectUnbilled.all().map(decodeUnbilled);
  }

  #ifFound(row: unknown): SessionRecord | undefined {
    return row === undefined ? undefined : this.#current(decodeSession(row, this.#eras));
  }

  /** As it is now, which may not be on disk yet. */
  #current(stored: SessionRecord): SessionRecord {
    const held = this.#running.get(stored.transactionId)?.held;
    if (held === undefined) return stored;
    const { nextSeqNo, lastReading } = held.session;
    return {
      ...stored,
      nextSeqNo,
      lastReading: { ...lastReading, at: this.#eras.read(lastReading.at, held.era ?? undefined) },
    };
  }

  /** Nearly always the row is there: what does not change need not be looked at again. */
  #write(session: SessionRecord, era: number | null): void {
    const changing = { ...changingValues(session), lastEra: era };
    if (this.#update.run(changing) === 0) this.#insert.run({ ...changing, ...lastingValues(session), startedEra: era });
  }
}

export const selectSession = `
  SELECT transaction_id, evse, token, started_at, meter_start, meter_serial, next_seq_no, last_energy, last_at, ended_at, meter_stop,
         stop_cause, csms_number, started_era, last_era
  FROM session`;

const insertSession = `
  INSERT INTO session (transaction_id, evse, token, started_at, meter_start, meter_serial, next_seq_no, last_energy, last_at, ended_at,
                       meter_stop, stop_cause, csms_number, started_era, last_era)
  VALUES (@transactionId, @evse, @token, @startedAt, @meterStart, @meterSerial, @nextSeqNo, @lastEnergy, @lastAt, @endedAt,
          @meterStop, @stopCause, @csmsNumber, @startedEra, @lastEra)`;

/** A number that the CSMS gave meanwhile outlasts a record made before it. */
const updateSession = `
  UPDATE session SET
    next_seq_no = @nextSeqNo,
    last_energy = @lastEnergy,
    last_at = @lastAt,
    ended_at = @endedAt,
    meter_stop = @meterStop,
    stop_cause = @stopCause,
    last_era = @lastEra,
    csms_number = coalesce(@csmsNumber, csms_number)
  WHERE transaction_id = @transactionId`;

/** Naming a column of an index would write the index again, once a minute for nothing. */
const updateProgress = `
  UPDATE session SET next_seq_no = @nextSeqNo, last_energy = @lastEnergy, last_at = @lastAt, curve = coalesce(@curve, curve)
  WHERE transaction_id = @transactionId`;

/** Who began what, when and at which reading never changes. */
function lastingValues(session: SessionRecord): SqlValues {
  return {
    evse: session.evse,
    token: session.token,
    startedAt: wholeMillis(session.startedAt),
    meterStart: session.meterStart,
    meterSerial: session.meterSerial ?? null,
  };
}

function progressValues({ transactionId: id, nextSeqNo, lastReading }: SessionRecord): SqlValues {
  return { transactionId: id, nextSeqNo, lastEnergy: lastReading.energy, lastAt: wholeMillis(lastReading.at) };
}

function changingValues(session: SessionRecord): SqlValues {
  return {
    ...progressValues(session),
    endedAt: session.ended === undefined ? null : wholeMillis(session.ended.at),
    meterStop: session.ended?.meterStop ?? null,
    stopCause: session.ended?.cause ?? null,
    csmsNumber: session.csmsNumber ?? null,
  };
}

export function decodeSession(row: unknown, eras: StampEras): SessionRecord {
  const key = new FieldReader({ table: "session", key: "?" }, row).text("transaction_id");
  const fields = new FieldReader({ table: "session", key }, row);
  const meterSerial = fields.optionalText("meter_serial");
  const csmsNumber = fields.optionalNumber("csms_number");
  const startedAt = eras.read(epochMillis(fields.integer("started_at")), fields.optionalNumber("started_era"));
  // Of two eras one may have been wrong the other way: nothing ends before it began.
  const inOrder = (column: string) =>
    latest(startedAt, eras.read(epochMillis(fields.integer(column)), fields.optionalNumber("last_era")));
  const ended = decodeEnd(fields, inOrder);
  return {
    transactionId: transactionId(key),
    evse: evseOf(fields),
    token: idToken(fields.text("token")),
    startedAt,
    meterStart: wattHours(fields.number("meter_start")),
    ...(meterSerial === undefined ? {} : { meterSerial }),
    nextSeqNo: fields.integer("next_seq_no"),
    lastReading: { energy: wattHours(fields.number("last_energy")), at: inOrder("last_at") },
    ...(ended === undefined ? {} : { ended }),
    ...(csmsNumber === undefined ? {} : { csmsNumber }),
  };
}

function decodeEnd(fields: FieldReader, inOrder: (column: string) => EpochMillis): SessionRecord["ended"] {
  if (fields.optionalNumber("ended_at") === undefined) return undefined;
  return {
    at: inOrder("ended_at"),
    meterStop: wattHours(fields.number("meter_stop")),
    cause: fields.oneOf("stop_cause", stopCauses),
  };
}

function decodeUnbilled(row: unknown): UnbilledEnergy {
  const key = new FieldReader({ table: "unbilled", key: "?" }, row).integer("ordinal");
  const fields = new FieldReader({ table: "unbilled", key }, row);
  return {
    transactionId: transactionId(fields.text("transaction_id")),
    evse: evseOf(fields),
    at: epochMillis(fields.integer("at")),
    energy: wattHours(fields.number("energy")),
    why: fields.text("why"),
  };
}

function evseOf(fields: FieldReader): EvseId {
  return evseId(fields.integer("evse"));
}

function latest(a: EpochMillis, b: EpochMillis): EpochMillis {
  return a > b ? a : b;
}
