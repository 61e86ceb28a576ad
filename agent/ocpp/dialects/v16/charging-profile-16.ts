import { type EpochMillis, type Millis, seconds } from "#hal/core/units";
import type { ChargingProfile, ChargingSchedule, ProfilePurpose } from "#agent/domain/smart-charging/charging-profile";
import type { CompositeSchedule } from "#agent/domain/smart-charging/composite-schedule";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { Request, Response } from "#agent/ocpp/dialects/v16/route-16";
import { readOcppTime } from "#agent/ocpp/validation/ocpp-time";

type Profile16 = Request<"SetChargingProfile">["csChargingProfiles"];
type Schedule16 = Profile16["chargingSchedule"];

export const purposes16 = {
  ChargePointMaxProfile: "stationMax",
  TxDefaultProfile: "txDefault",
  TxProfile: "tx",
} as const satisfies Record<Profile16["chargingProfilePurpose"], ProfilePurpose>;

const kinds = {
  Absolute: "absolute",
  Recurring: "recurring",
  Relative: "relative",
} as const satisfies Record<Profile16["chargingProfileKind"], ChargingProfile["kind"]>;

const recurrencies = { Daily: "daily", Weekly: "weekly" } as const;

/** OCPP 1.6 section 7.8. `transaction` is the one that the profile's number stands for. */
export function decodeProfile16(profile: Profile16, transaction: TransactionId | undefined): ChargingProfile {
  const { recurrencyKind } = profile;
  return {
    id: profile.chargingProfileId,
    stackLevel: profile.stackLevel,
    purpose: purposes16[profile.chargingProfilePurpose],
    kind: kinds[profile.chargingProfileKind],
    ...(recurrencyKind === undefined ? {} : { recurrency: recurrencies[recurrencyKind] }),
    ...given(timeOf(profile.validFrom), (validFrom) => ({ validFrom })),
    ...given(timeOf(profile.validTo), (validTo) => ({ validTo })),
    ...(transaction === undefined ? {} : { transaction }),
    schedule: decodeSchedule(profile.chargingSchedule),
  };
}

function decodeSchedule(schedule: Schedule16): ChargingSchedule {
  const { duration, minChargingRate } = schedule;
  return {
    unit: schedule.chargingRateUnit,
    ...(duration === undefined ? {} : { duration: seconds(duration) }),
    ...given(timeOf(schedule.startSchedule), (startsAt) => ({ startsAt })),
    periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
      start: seconds(startPeriod),
      limit,
      ...(numberPhases === undefined ? {} : { phases: numberPhases }),
    })),
    ...(minChargingRate === undefined ? {} : { minimumRate: minChargingRate }),
  };
}

/** The schema has seen to it that a text is a time. */
function timeOf(text: string | undefined): EpochMillis | undefined {
  return text === undefined ? undefined : readOcppTime(text);
}

/** The field that `value` makes, or none. */
function given<Value, Fields extends object>(
  value: Value | undefined,
  fields: (value: Value) => Fields,
): Fields | Readonly<Record<string, never>> {
  return value === undefined ? {} : fields(value);
}

/** Without a start of its own: the periods count from `scheduleStart` beside it (OCPP 1.6 section 6.22, errata 3.57). */
export function encodeSchedule16(
  schedule: CompositeSchedule,
): NonNullable<Response<"GetCompositeSchedule">["chargingSchedule"]> {
  return {
    duration: wholeSeconds(schedule.duration),
    chargingRateUnit: schedule.unit,
    chargingSchedulePeriod: schedule.periods.map(({ start, limit, phases }) => ({
      startPeriod: wholeSeconds(start),
      limit,
      numberPhases: phases,
    })),
  };
}

function wholeSeconds(span: Millis): number {
  return Math.floor(span / 1000);
}
