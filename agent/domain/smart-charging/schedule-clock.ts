import { assertNever } from "#hal/core/assert-never";
import { type EpochMillis, epochMillis, hours, type Millis } from "#hal/core/units";
import type { ChargingProfile, Recurrency, SchedulePeriod } from "#agent/domain/smart-charging/charging-profile";

const recurrenceLength: Readonly<Record<Recurrency, Millis>> = { daily: hours(24), weekly: hours(7 * 24) };

/** One run of a schedule; a recurring one has many. `end` is the first instant that no longer belongs to it. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * The period that a profile has in force at `at`; undefined when it says nothing then. `startedAt` is what the relative kind counts from.
 * A recurring schedule runs from its starting point on, a day or a week at a time, and what is longer than that is not executed.
 */
export function periodAt(
  profile: ChargingProfile,
  at: EpochMillis,
  startedAt: EpochMillis,
): SchedulePeriod | undefined {
  if (!isValid(profile, at)) return undefined;
  const run = runAt(profile, at, startedAt);
  if (run === undefined || at < run.start || at >= run.end) return undefined;
  return profile.schedule.periods.findLast((period) => run.start + period.start <= at);
}

/** The first instant after `at` at which the profile may say something else; undefined when it never will. */
export function nextChange(profile: ChargingProfile, at: EpochMillis, startedAt: EpochMillis): EpochMillis | undefined {
  if (profile.validTo !== undefined && profile.validTo <= at) return undefined;
  let next = Number.POSITIVE_INFINITY;
  for (const instant of instantsOfChange(profile, at, startedAt)) if (instant > at && instant < next) next = instant;
  return Number.isFinite(next) ? epochMillis(next) : undefined;
}

function isValid({ validFrom, validTo }: ChargingProfile, at: EpochMillis): boolean {
  return (validFrom === undefined || validFrom <= at) && (validTo === undefined || at < validTo);
}

/** The run that `at` falls into, or the only or first one there is. */
function runAt(profile: ChargingProfile, at: EpochMillis, startedAt: EpochMillis): Run | undefined {
  const { kind, schedule } = profile;
  const { startsAt, duration = Number.POSITIVE_INFINITY } = schedule;
  switch (kind) {
    case "relative":
      return { start: startedAt, end: startedAt + duration };
    case "absolute":
      return startsAt === undefined ? undefined : { start: startsAt, end: startsAt + duration };
    case "recurring": {
      if (startsAt === undefined) return undefined;
      const length = lengthOf(profile);
      const start = at < startsAt ? startsAt : at - ((at - startsAt) % length);
      return { start, end: start + duration };
    }
    default:
      return assertNever(kind);
  }
}

function lengthOf({ recurrency = "daily" }: ChargingProfile): Millis {
  return recurrenceLength[recurrency];
}

function instantsOfChange(profile: ChargingProfile, at: EpochMillis, startedAt: EpochMillis): readonly number[] {
  const bounds = [profile.validFrom, profile.validTo].filter((bound) => bound !== undefined);
  const run = runAt(profile, at, startedAt);
  if (run === undefined) return bounds;
  const next = profile.kind === "recurring" ? [run.start + lengthOf(profile)] : [];
  return [...bounds, ...profile.schedule.periods.map((period) => run.start + period.start), run.end, ...next];
}
