import { AgentError } from "#hal/core/errors";
import { epochMillis, millis } from "#hal/core/units";
import type {
  ChargingProfile,
  ChargingSchedule,
  ProfilePurpose,
  RateUnit,
  Recurrency,
  SchedulePeriod,
} from "#agent/domain/smart-charging/charging-profile";
import { corruptRow, FieldReader, parseBody, type RowPlace } from "#agent/store/field-reader";

/** The number of the layout in which profiles are written now; the decoder keeps reading older ones. */
export const profileFormat = 1;

/** @throws AgentError `store.bad-value` for a number that JSON cannot hold */
export function encodeProfile(profile: ChargingProfile): string {
  return JSON.stringify(profile, (field, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value))
      throw new AgentError("store.bad-value", "a profile holds a number that is none", { id: profile.id, field });
    return value;
  });
}

/** @throws AgentError `store.corrupt-row` */
export function decodeProfile(place: RowPlace, format: number, body: string): ChargingProfile {
  if (format !== profileFormat) throw corruptRow(place, "format");
  const fields = new FieldReader(place, parseBody(place, body));
  const recurrency = fields.optionalOneOf("recurrency", recurrencies);
  const validFrom = fields.optionalNumber("validFrom");
  const validTo = fields.optionalNumber("validTo");
  return {
    id: fields.integer("id"),
    stackLevel: fields.integer("stackLevel"),
    purpose: fields.oneOf("purpose", purposes),
    kind: fields.oneOf("kind", kinds),
    ...(recurrency === undefined ? {} : { recurrency }),
    ...(validFrom === undefined ? {} : { validFrom: epochMillis(validFrom) }),
    ...(validTo === undefined ? {} : { validTo: epochMillis(validTo) }),
    schedule: decodeSchedule(fields.object("schedule")),
  };
}

function decodeSchedule(fields: FieldReader): ChargingSchedule {
  const duration = fields.optionalNumber("duration");
  const startsAt = fields.optionalNumber("startsAt");
  const minimumRate = fields.optionalNumber("minimumRate");
  return {
    unit: fields.oneOf("unit", units),
    ...(duration === undefined ? {} : { duration: millis(duration) }),
    ...(startsAt === undefined ? {} : { startsAt: epochMillis(startsAt) }),
    periods: fields.list("periods").map(decodePeriod),
    ...(minimumRate === undefined ? {} : { minimumRate }),
  };
}

function decodePeriod(fields: FieldReader): SchedulePeriod {
  const phases = fields.optionalNumber("phases");
  return {
    start: millis(fields.number("start")),
    limit: fields.number("limit"),
    ...(phases === undefined ? {} : { phases }),
  };
}

/** Without those of a single transaction, which are never stored. */
const purposes = { stationMax: true, txDefault: true } as const satisfies Readonly<
  Record<Exclude<ProfilePurpose, "tx">, true>
>;
const kinds = { absolute: true, recurring: true, relative: true } as const satisfies Readonly<
  Record<ChargingProfile["kind"], true>
>;
const recurrencies = { daily: true, weekly: true } as const satisfies Readonly<Record<Recurrency, true>>;
const units = { A: true, W: true } as const satisfies Readonly<Record<RateUnit, true>>;
