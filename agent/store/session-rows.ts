import { type EvseId, evseId } from "#hal/core/charging";
import { type EpochMillis, epochMillis, millis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { SessionClock } from "#agent/domain/transaction/continued-time";
import { transactionId } from "#agent/domain/transaction/station-fact";
import type { SessionRecord } from "#agent/ports/session-record";
import type { UnbilledEnergy } from "#agent/ports/station-store";
import type { SqlValues } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import { wholeMillis } from "#agent/store/sql-values";
import type { StampEras } from "#agent/store/stamp-eras";
import { stopCauses } from "#agent/store/stop-causes";

export const selectSession = `
  SELECT transaction_id, evse, token, started_at, meter_start, meter_serial, next_seq_no, last_energy, last_at, ended_at, meter_stop,
         stop_cause, csms_number, started_era, last_era, boot_id, lead, wall_lead, wall_era
  FROM session`;

export const insertSession = `
  INSERT INTO session (transaction_id, evse, token, started_at, meter_start, meter_serial, next_seq_no, last_energy, last_at, ended_at,
                       meter_stop, stop_cause, csms_number, started_era, last_era, boot_id, lead, wall_lead, wall_era)
  VALUES (@transactionId, @evse, @token, @startedAt, @meterStart, @meterSerial, @nextSeqNo, @lastEnergy, @lastAt, @endedAt,
          @meterStop, @stopCause, @csmsNumber, @startedEra, @lastEra, @bootId, @lead, @wallLead, @wallEra)`;

/** A number that the CSMS gave meanwhile outlasts a record made before it. */
export const updateSession = `
  UPDATE session SET
    next_seq_no = @nextSeqNo,
    last_energy = @lastEnergy,
    last_at = @lastAt,
    ended_at = @endedAt,
    meter_stop = @meterStop,
    stop_cause = @stopCause,
    last_era = @lastEra,
    wall_era = iif(@wallLead IS NULL, wall_era, @wallEra),
    wall_lead = coalesce(@wallLead, wall_lead),
    csms_number = coalesce(@csmsNumber, csms_number)
  WHERE transaction_id = @transactionId`;

/** Naming a column of an index would write the index again, once a minute for nothing. */
export const updateProgress = `
  UPDATE session SET next_seq_no = @nextSeqNo, last_energy = @lastEnergy, last_at = @lastAt, wall_lead = @wallLead, wall_era = @wallEra,
    curve = coalesce(@curve, curve)
  WHERE transaction_id = @transactionId`;

export const unknownWall = { wallLead: null, wallEra: null } as const;

/** Who began what, when and at which reading never changes. */
export function lastingValues(session: SessionRecord): SqlValues {
  return {
    evse: session.evse,
    token: session.token,
    startedAt: wholeMillis(session.startedAt),
    meterStart: session.meterStart,
    meterSerial: session.meterSerial ?? null,
    bootId: session.clock?.bootId ?? null,
    lead: session.clock === undefined ? null : Math.round(session.clock.lead),
  };
}

export function progressValues({ transactionId: id, nextSeqNo, lastReading }: SessionRecord): SqlValues {
  return { transactionId: id, nextSeqNo, lastEnergy: lastReading.energy, lastAt: wholeMillis(lastReading.at) };
}

export function changingValues(session: SessionRecord): SqlValues {
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
  const clock = decodeClock(fields, eras);
  return {
    transactionId: transactionId(key),
    evse: evseOf(fields),
    token: idToken(fields.text("token")),
    startedAt,
    meterStart: wattHours(fields.number("meter_start")),
    ...(meterSerial === undefined ? {} : { meterSerial }),
    nextSeqNo: fields.integer("next_seq_no"),
    lastReading: { energy: wattHours(fields.number("last_energy")), at: inOrder("last_at") },
    ...(clock === undefined ? {} : { clock }),
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

/** All three were written together, or none by an older program. */
function decodeClock(fields: FieldReader, eras: StampEras): SessionClock | undefined {
  const bootId = fields.optionalText("boot_id");
  const lead = fields.optionalNumber("lead");
  const wall = fields.optionalNumber("wall_lead");
  if (bootId === undefined || lead === undefined || wall === undefined) return undefined;
  const wallEra = fields.optionalNumber("wall_era");
  return {
    bootId,
    lead: millis(lead + eras.shift(fields.optionalNumber("started_era"))),
    wall: millis(wall + eras.shift(wallEra)),
    ...(eras.isAssumed(wallEra) ? { isAssumed: true } : {}),
  };
}

export function unbilledValues(unbilled: UnbilledEnergy, era: number | null): SqlValues {
  return { ...unbilled, at: wholeMillis(unbilled.at), era };
}

export function decodeUnbilled(row: unknown, eras: StampEras): UnbilledEnergy {
  const key = new FieldReader({ table: "unbilled", key: "?" }, row).integer("ordinal");
  const fields = new FieldReader({ table: "unbilled", key }, row);
  return {
    transactionId: transactionId(fields.text("transaction_id")),
    evse: evseOf(fields),
    at: eras.read(epochMillis(fields.integer("at")), fields.optionalNumber("era")),
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
