import type { Clock } from "#hal/core/clock";
import { hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { EpochMillis, Millis } from "#hal/core/units";
import type { TransactionFact, TransactionId } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SessionStore, UnbilledEnergy } from "#agent/ports/station-store";
import type { Database, SqlValues, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import type { RunningCurves } from "#agent/store/running-curves";
import { SqliteSessionLabels } from "#agent/store/sqlite-session-labels";
import {
  changingValues,
  decodeSession,
  decodeUnbilled,
  insertSession,
  lastingValues,
  progressValues,
  selectSession,
  unbilledValues,
  unknownWall,
  updateProgress,
  updateSession,
} from "#agent/store/session-rows";
import { gaveUpNumber } from "#agent/store/sql-values";
import type { SqliteFactLog } from "#agent/store/sqlite-fact-log";
import type { StampEras } from "#agent/store/stamp-eras";
import { storageClassOf } from "#agent/store/storage-class";
import type { WriteBehind } from "#agent/store/write-behind";

export interface SessionStoreOptions {
  readonly database: Database;
  readonly behind: WriteBehind;
  readonly facts: SqliteFactLog;
  readonly eras: StampEras;
  readonly clock: Pick<Clock, "uptime">;
  readonly log: Log;
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
  readonly #log: Log;
  readonly #running = new Map<TransactionId, Running>();
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #putProgress: Statement;
  readonly #putUnbilled: Statement;
  readonly #selectOpen: Statement;
  readonly #selectLastSeqNo: Statement;
  readonly #selectById: Statement;
  readonly #selectByNumber: Statement;
  readonly #selectRecent: Statement;
  readonly #selectUnbilled: Statement;
  readonly #selectEra: Statement;
  #noted = 0;

  constructor({ database, behind, facts, eras, clock, log, runningCurves }: SessionStoreOptions) {
    this.#log = log;
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
      `INSERT INTO unbilled (transaction_id, evse, at, energy, why, era) VALUES (@transactionId, @evse, @at, @energy, @why, @era)`,
    );
    this.#selectOpen = database.prepare(`${selectSession} WHERE ended_at IS NULL ORDER BY ordinal`);
    this.#selectLastSeqNo = database.prepare(
      "SELECT max(seq_no) AS last FROM fact WHERE transaction_id = @transactionId",
    );
    this.#selectById = database.prepare(`${selectSession} WHERE transaction_id = @transactionId`);
    this.#selectByNumber = database.prepare(
      `${selectSession} WHERE csms_number = @csmsNumber ORDER BY ordinal DESC LIMIT 1`,
    );
    this.#selectRecent = database.prepare(`${selectSession} ORDER BY ordinal DESC LIMIT @limit`);
    this.#selectUnbilled = database.prepare(
      "SELECT ordinal, transaction_id, evse, at, energy, why, era FROM unbilled ORDER BY ordinal",
    );
    this.#selectEra = database.prepare("SELECT last_era FROM session WHERE transaction_id = @transactionId");
  }

  commit(change: {
    readonly session: SessionRecord;
    readonly facts: readonly TransactionFact[];
    readonly unbilled?: UnbilledEnergy;
    readonly labels?: SessionLabels;
  }): void {
    const { session, unbilled, labels } = change;
    const place = { name: "session", subject: change.facts.at(-1)?.type } as const;
    const { era, isOwn } = this.#eraOf(session);
    const placed = this.#facts.place(change.facts, era);
    const running = this.#running.get(session.transactionId);
    if (running !== undefined && storageClassOf(change) === "B") {
      running.held = { session, era, at: this.#clock.uptime() };
      // The facts first, and nothing in between: values on disk whose number the session does not know would be in the way of its end.
      this.#facts.hold(placed, { hasMore: true });
      const wall = this.#wallValues(session);
      const write = () => {
        const curve = this.#runningCurves.column(session.transactionId);
        this.#putProgress.run({ ...progressValues(session), ...wall, curve });
      };
      this.#behind.hold(`session:${session.transactionId}`, write, { since: running.durableAt, place });
      return;
    }
    const first = placed[0]?.position ?? 0;
    // How the clock went with the last reading is known to the process that read it.
    const values = { ...changingValues(session), ...(isOwn ? this.#wallValues(session) : unknownWall), lastEra: era };
    const write = () => {
      this.#write(session, values);
      this.#facts.write(placed);
      if (labels !== undefined) this.#labels.put(session.transactionId, labels);
      if (unbilled !== undefined) this.#putUnbilled.run(unbilledValues(unbilled, era));
    };
    const key = `session:${session.transactionId}:${String(session.nextSeqNo)}:${String(first)}`;
    this.#facts.wrote(placed, this.#behind.keep(key, write, place));
    const now = this.#clock.uptime();
    if (session.ended !== undefined) this.#running.delete(session.transactionId);
    else this.#running.set(session.transactionId, { durableAt: now, held: undefined, sealed: undefined });
  }

  open(): readonly SessionRecord[] {
    return this.#readable(this.#selectOpen.all()).map((session) => this.#numbered(session));
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
    return this.#readable(rows);
  }

  unbilled(): readonly UnbilledEnergy[] {
    return this.#selectUnbilled.all().map((row) => decodeUnbilled(row, this.#eras));
  }

  told(id: TransactionId, at: EpochMillis): EpochMillis {
    return this.#eras.told(id, at);
  }

  noteUnbilled(unbilled: UnbilledEnergy): void {
    this.#noted += 1;
    const values = unbilledValues(unbilled, this.#eras.now());
    this.#behind.keep(`unbilled:${String(this.#noted)}`, () => {
      this.#putUnbilled.run(values);
    });
  }

  #eraOf({ transactionId: id, ended }: SessionRecord): { readonly era: number | null; readonly isOwn: boolean } {
    let isOwn = true;
    const begunIn = () => {
      const row = this.#selectEra.get({ transactionId: id });
      if (row === undefined) return undefined;
      isOwn = false;
      return { era: new FieldReader({ table: "session", key: id }, row).optionalNumber("last_era") ?? null };
    };
    const era = this.#eras.of(id, ended !== undefined, begunIn);
    return { era, isOwn };
  }

  #wallValues({ clock }: SessionRecord): SqlValues {
    return clock === undefined ? unknownWall : { wallLead: Math.round(clock.wall), wallEra: this.#eras.now() };
  }

  #ifFound(row: unknown): SessionRecord | undefined {
    return row === undefined ? undefined : this.#current(decodeSession(row, this.#eras));
  }

  /** One that cannot be read any more is logged and left out: over the books of one charge no other must fail to begin, or the program to start. */
  #readable(rows: readonly unknown[]): readonly SessionRecord[] {
    return rows.flatMap((row) => {
      try {
        return [this.#current(decodeSession(row, this.#eras))];
      } catch (error) {
        if (!hasCode(error, "store.corrupt-row")) throw error;
        this.#log.error({ ...error.details }, "store.corrupt-row");
        return [];
      }
    });
  }

  /** No number is given twice, whatever came to the disk of it: an end that cannot be written would keep the station from starting. */
  #numbered(session: SessionRecord): SessionRecord {
    const row = this.#selectLastSeqNo.get({ transactionId: session.transactionId });
    const last = new FieldReader({ table: "fact", key: session.transactionId }, row).optionalNumber("last") ?? -1;
    return { ...session, nextSeqNo: Math.max(session.nextSeqNo, last + 1) };
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
  #write(session: SessionRecord, changing: SqlValues & { readonly lastEra: number | null }): void {
    if (this.#update.run(changing) === 0)
      this.#insert.run({ ...changing, ...lastingValues(session), startedEra: changing.lastEra });
  }
}
