import { type EvseId, evseId } from "#hal/core/charging";
import { epochMillis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { type TransactionFact, type TransactionId, transactionId } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SessionStore, UnbilledEnergy } from "#agent/ports/station-store";
import type { Database, SqlValues, Statement } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { SqliteSessionLabels } from "#agent/store/sqlite-session-labels";
import { wholeMillis } from "#agent/store/sql-values";
import { stopCauses } from "#agent/store/stop-causes";

/** What the session store needs of the fact log: to append inside the session's commit. */
export interface FactSink {
  append(facts: readonly TransactionFact[]): void;
}

/**
 * The local history of transactions. Durable when `commit` returns: session, facts and unbilled record together or none of them.
 * Sessions and unbilled records are evidence for bills and are kept for good, some 300 bytes each.
 */
export class SqliteSessionStore implements SessionStore {
  readonly #database: Database;
  readonly #facts: FactSink;
  readonly #labels: SqliteSessionLabels;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #putUnbilled: Statement;
  readonly #selectOpen: Statement;
  readonly #selectById: Statement;
  readonly #selectByNumber: Statement;
  readonly #selectRecent: Statement;
  readonly #selectUnbilled: Statement;

  constructor(database: Database, facts: FactSink) {
    this.#database = database;
    this.#facts = facts;
    this.#labels = new SqliteSessionLabels(database);
    this.#insert = database.prepare(insertSession);
    this.#update = database.prepare(updateSession);
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
    this.#database.transaction(
      () => {
        this.#write(change.session);
        this.#facts.append(change.facts);
        if (change.labels !== undefined) this.#labels.put(change.session.transactionId, change.labels);
        if (change.unbilled !== undefined)
          this.#putUnbilled.run({ ...change.unbilled, at: wholeMillis(change.unbilled.at) });
      },
      { name: "session", subject: change.facts.at(-1)?.type },
    );
  }

  open(): readonly SessionRecord[] {
    return this.#selectOpen.all().map(decodeSession);
  }

  find(id: TransactionId): SessionRecord | undefined {
    return decodeIfFound(this.#selectById.get({ transactionId: id }));
  }

  findByCsmsNumber(csmsNumber: number): SessionRecord | undefined {
    // Ours, for starts that were given up, and not a number that the CSMS gave.
    if (csmsNumber === gaveUpNumber || !Number.isSafeInteger(csmsNumber)) return undefined;
    return decodeIfFound(this.#selectByNumber.get({ csmsNumber }));
  }

  recent(limit: number): readonly SessionRecord[] {
    return this.#selectRecent.all({ limit: Math.max(0, Math.trunc(limit)) }).map(decodeSession);
  }

  unbilled(): readonly UnbilledEnergy[] {
    return this.#selectUnbilled.all().map(decodeUnbilled);
  }

  /** Nearly always the row is there: what does not change need not be looked at again. */
  #write(session: SessionRecord): void {
    const changing = changingValues(session);
    if (this.#update.run(changing) === 0) this.#insert.run({ ...changing, ...lastingValues(session) });
  }
}

/** Stands for the CSMS's number of a transaction whose start was given up. */
export const gaveUpNumber = -1;

export const selectSession = `
  SELECT transaction_id, evse, token, started_at, meter_start, meter_serial, next_seq_no, last_energy, last_at, ended_at, meter_stop,
         stop_cause, csms_number
  FROM session`;

const insertSession = `
  INSERT INTO session (transaction_id, evse, token, started_at, meter_start, meter_serial, next_seq_no, last_energy, last_at, ended_at,
                       meter_stop, stop_cause, csms_number)
  VALUES (@transactionId, @evse, @token, @startedAt, @meterStart, @meterSerial, @nextSeqNo, @lastEnergy, @lastAt, @endedAt,
          @meterStop, @stopCause, @csmsNumber)`;

/** A number that the CSMS gave meanwhile outlasts a record made before it. */
const updateSession = `
  UPDATE session SET
    next_seq_no = @nextSeqNo,
    last_energy = @lastEnergy,
    last_at = @lastAt,
    ended_at = @endedAt,
    meter_stop = @meterStop,
    stop_cause = @stopCause,
    csms_number = coalesce(@csmsNumber, csms_number)
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

function changingValues(session: SessionRecord): SqlValues {
  return {
    transactionId: session.transactionId,
    nextSeqNo: session.nextSeqNo,
    lastEnergy: session.lastReading.energy,
    lastAt: wholeMillis(session.lastReading.at),
    endedAt: session.ended === undefined ? null : wholeMillis(session.ended.at),
    meterStop: session.ended?.meterStop ?? null,
    stopCause: session.ended?.cause ?? null,
    csmsNumber: session.csmsNumber ?? null,
  };
}

function decodeIfFound(row: unknown): SessionRecord | undefined {
  return row === undefined ? undefined : decodeSession(row);
}

export function decodeSession(row: unknown): SessionRecord {
  const key = new FieldReader({ table: "session", key: "?" }, row).text("transaction_id");
  const fields = new FieldReader({ table: "session", key }, row);
  const meterSerial = fields.optionalText("meter_serial");
  const csmsNumber = fields.optionalNumber("csms_number");
  const ended = decodeEnd(fields);
  return {
    transactionId: transactionId(key),
    evse: evseOf(fields),
    token: idToken(fields.text("token")),
    startedAt: epochMillis(fields.integer("started_at")),
    meterStart: wattHours(fields.number("meter_start")),
    ...(meterSerial === undefined ? {} : { meterSerial }),
    nextSeqNo: fields.integer("next_seq_no"),
    lastReading: { energy: wattHours(fields.number("last_energy")), at: epochMillis(fields.integer("last_at")) },
    ...(ended === undefined ? {} : { ended }),
    ...(csmsNumber === undefined ? {} : { csmsNumber }),
  };
}

function decodeEnd(fields: FieldReader): SessionRecord["ended"] {
  if (fields.optionalNumber("ended_at") === undefined) return undefined;
  return {
    at: epochMillis(fields.integer("ended_at")),
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
