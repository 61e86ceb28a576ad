import * as z from "zod";
import { isoTime } from "#hal/core/units";
import type { StopCause } from "#agent/domain/transaction/station-fact";
import type { SessionDetails } from "#agent/local/reports/session-details";
import { kilowattHoursOf } from "#agent/local/reports/session-report";
import type { SessionRecord } from "#agent/ports/session-record";

const causes = [
  "local",
  "remote",
  "evDisconnected",
  "deauthorized",
  "emergencyStop",
  "powerLoss",
  "reboot",
  "softReset",
  "hardReset",
  "unlockCommand",
  "other",
] as const satisfies readonly StopCause[];

/** What nobody knows is null. */
const entry = z.strictObject({
  id: z.string(),
  evse: z.number(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  energyWh: z.number(),
  stopCause: z.enum(causes).nullable(),
  /** Only its last characters for who may only look. */
  token: z.string(),
  /** As it was when the session began, here and in what follows. */
  charger: z.string().nullable(),
  serialNumber: z.string().nullable(),
  place: z.string().nullable(),
  alias: z.string().nullable(),
  access: z.enum(["private", "public"]).nullable(),
  payment: z.enum(["free", "paid"]).nullable(),
  /** The back end's last word, or what is reckoned so far; the currency is null where nobody has named one. */
  cost: z.strictObject({ amount: z.number(), currency: z.string().nullable(), isFinal: z.boolean() }).nullable(),
  odometer: z.number().nullable(),
  plate: z.string().nullable(),
  /** Of odometer and plate, where they were asked for. */
  logbook: z.enum(["waiting", "complete", "missing"]).nullable(),
  co2AvoidedKg: z.number().nullable(),
});
export type SessionEntry = z.output<typeof entry>;

export const pageSchema = z.strictObject({
  items: z.array(entry).readonly(),
  /** Null when there is nothing older. */
  next: z.number().nullable(),
  timeZone: z.string(),
});

export const totalsSchema = z.strictObject({
  sessions: z.number(),
  energyWh: z.number(),
  /** Of ended sessions. */
  durationSeconds: z.number(),
  /** By currency; null where nobody has named one. */
  costs: z.array(z.strictObject({ amount: z.number(), currency: z.string().nullable() })).readonly(),
  co2AvoidedKg: z.number().nullable(),
});

export const detailSchema = entry.extend({
  meterStartWh: z.number(),
  meterStopWh: z.number().nullable(),
  meterSerial: z.string().nullable(),
  csmsNumber: z.number().nullable(),
  timeZone: z.string(),
  curve: z
    .array(z.strictObject({ at: z.string(), powerW: z.number().nullable(), importWh: z.number().nullable() }))
    .readonly(),
  /** Which limit decided, from when on. */
  limits: z.array(z.strictObject({ at: z.string(), owner: z.string(), amperes: z.number() })).readonly(),
});

export function entryOf(
  session: SessionRecord,
  details: SessionDetails | undefined,
  tokenText: (token: string) => string,
  co2PerKwh: number | undefined,
): SessionEntry {
  const { ended, startedAt } = session;
  const energy = kilowattHoursOf(session);
  return {
    id: session.transactionId,
    evse: session.evse,
    startedAt: isoTime(startedAt),
    endedAt: ended === undefined ? null : isoTime(ended.at),
    durationSeconds: ended === undefined ? null : Math.round((ended.at - startedAt) / 1000),
    energyWh: Math.round(energy * 1000),
    stopCause: ended?.cause ?? null,
    token: tokenText(session.token),
    ...detailsOf(details),
    co2AvoidedKg: co2PerKwh === undefined ? null : energy * co2PerKwh,
  };
}

function detailsOf({ cost, ...known }: SessionDetails = {}) {
  return {
    charger: known.charger ?? null,
    serialNumber: known.serialNumber ?? null,
    place: known.place ?? null,
    alias: known.alias ?? null,
    access: known.access ?? null,
    payment: known.payment ?? null,
    cost: cost === undefined ? null : { amount: cost.amount, currency: cost.currency ?? null, isFinal: cost.isFinal },
    odometer: known.odometer ?? null,
    plate: known.plate ?? null,
    logbook: known.logbook ?? null,
  };
}
