import type {
  ChargingProfile,
  ChargingSchedule,
  InstalledProfile,
} from "#agent/domain/smart-charging/charging-profile";

/** Why a profile is not taken; for the log, because 1.6 has one word for all of them. */
export type ProfileRefusal =
  | "place"
  | "transaction-missing"
  | "transaction-other"
  | "transaction-unwanted"
  | "stack-level"
  | "periods-too-many"
  | "periods-order"
  | "period-value"
  | "schedule-start"
  | "recurrency"
  | "kind"
  | "store-full";

/** What the station can keep. */
export interface ProfileBounds {
  readonly maximumStackLevel: number;
  readonly maximumPeriods: number;
}

/**
 * Whether a profile makes sense at its place, whatever else is going on. Undefined: it does.
 * (OCPP 1.6 section 3.13 with the stricter list of 2.0.1 K01.FR.26-49 for what 1.6 leaves open.)
 */
export function checkProfile({ evse, profile }: InstalledProfile, bounds: ProfileBounds): ProfileRefusal | undefined {
  const { purpose, stackLevel } = profile;
  if (purpose === "stationMax" ? evse !== 0 : purpose === "tx" && evse === 0) return "place";
  if (stackLevel < 0 || stackLevel > bounds.maximumStackLevel) return "stack-level";
  return checkKind(profile) ?? checkSchedule(profile.schedule, bounds);
}

function checkKind({ kind, purpose, recurrency, schedule }: ChargingProfile): ProfileRefusal | undefined {
  const hasStart = schedule.startsAt !== undefined;
  if (kind === "relative") {
    // The station as a whole begins nothing that could be counted from.
    if (purpose === "stationMax") return "kind";
    return hasStart ? "schedule-start" : undefined;
  }
  if (!hasStart) return "schedule-start";
  return kind === "recurring" && recurrency === undefined ? "recurrency" : undefined;
}

function checkSchedule(
  { periods, duration, minimumRate = 0 }: ChargingSchedule,
  { maximumPeriods }: ProfileBounds,
): ProfileRefusal | undefined {
  if (periods.length > maximumPeriods) return "periods-too-many";
  if (periods[0]?.start !== 0) return "periods-order";
  for (const [index, { start, limit, phases = 1 }] of periods.entries()) {
    const before = periods[index - 1];
    if (before !== undefined && start <= before.start) return "periods-order";
    if (limit < 0 || phases < 1 || phases > 3) return "period-value";
  }
  return (duration ?? 0) < 0 || minimumRate < 0 ? "period-value" : undefined;
}
