import type { EvseId } from "#hal/core/charging";
import { type EpochMillis, epochMillis, type Millis, millis } from "#hal/core/units";
import type { InstalledProfile, RateUnit } from "#agent/domain/smart-charging/charging-profile";
import {
  limitAt,
  nextChangeAt,
  NOMINAL_VOLTAGE,
  type Outlet,
  stationLimitAt,
  transactionLimitAt,
} from "#agent/domain/smart-charging/limit-at";

export interface CompositeQuery {
  /** 0 asks for what the station as a whole may draw from the grid. */
  readonly evse: EvseId | 0;
  readonly from: EpochMillis;
  readonly duration: Millis;
  readonly unit: RateUnit;
}

export interface CompositeContext {
  /** All outlets of the station, at least one. */
  readonly outlets: readonly Outlet[];
  /** How many outlets draw while the one that is asked about does; it is one of them. */
  readonly sharers: number;
  /** After so many periods the answer is cut short. */
  readonly maximumPeriods: number;
}

export interface CompositePeriod {
  /** Whole seconds from the start. */
  readonly start: Millis;
  /** In the unit of the query, rounded down to one decimal. */
  readonly limit: number;
  readonly phases: number;
}

export interface CompositeSchedule {
  readonly from: EpochMillis;
  /** As asked, or less where the answer was cut short. */
  readonly duration: Millis;
  readonly unit: RateUnit;
  readonly periods: readonly CompositePeriod[];
}

interface Allowance {
  readonly current: number;
  readonly phases: number;
}

const SECOND = 1000;
/** 16.1 is no binary fraction: what lies this little below a tenth is that tenth. */
const BINARY_DUST = 1e-6;

/**
 * What an outlet, or the whole station, may draw over a span of time when all profiles and the hardware are taken together. It is looked at
 * each whole second; equal neighbours are one period. Undefined for an outlet that does not exist.
 */
export function compositeSchedule(
  profiles: readonly InstalledProfile[],
  query: CompositeQuery,
  context: CompositeContext,
): CompositeSchedule | undefined {
  const { evse, from, duration, unit } = query;
  const outlets = context.outlets.filter((outlet) => evse === 0 || outlet.evse === evse);
  const [first] = outlets;
  if (first === undefined) return undefined;
  const periods: CompositePeriod[] = [];
  const end = Math.max(0, Math.floor(duration / SECOND)) * SECOND;
  let covered = 0;
  do {
    const at = epochMillis(from + covered);
    const allowance =
      evse === 0
        ? ofStation(profiles, outlets, at)
        : underCeiling(first, limitAt(profiles, first, at, context.sharers));
    const period = inUnit(allowance, unit, millis(covered));
    if (!isSame(period, periods.at(-1))) {
      if (periods.length === context.maximumPeriods) break;
      periods.push(period);
    }
    covered = nextSecond(profiles, outlets, from, at) ?? end;
  } while (covered < end);
  return { from, duration: millis(Math.min(covered, end)), unit, periods };
}

/** Rounded down, so that what is told is never more than what is allowed. */
export function wholeTenths(value: number): number {
  return Math.floor(value * 10 + BINARY_DUST) / 10;
}

/** All outlets together, as if each had a vehicle: their sum, and no more than the station as a whole may. */
function ofStation(profiles: readonly InstalledProfile[], outlets: readonly Outlet[], at: EpochMillis): Allowance {
  const total = sum(outlets.map((outlet) => underCeiling(outlet, transactionLimitAt(profiles, outlet, at))));
  const widest = outlets.find(({ phases }) => phases === 3) ?? outlets[0];
  const whole = widest === undefined ? undefined : stationLimitAt(profiles, widest, at);
  return whole === undefined ? total : lower(total, whole);
}

/** Hardware limits what an outlet draws, whatever the profiles say. */
function underCeiling(outlet: Outlet, limit: Allowance | undefined): Allowance {
  const ceiling = { current: outlet.ceiling, phases: outlet.phases };
  return limit === undefined ? ceiling : lower(ceiling, limit);
}

function lower(a: Allowance, b: Allowance): Allowance {
  return { current: Math.min(a.current, b.current), phases: Math.min(a.phases, b.phases) };
}

/** Outlets with one phase may all hang on the same one. */
function sum(parts: readonly Allowance[]): Allowance {
  return {
    current: parts.reduce((total, { current }) => total + current, 0),
    phases: Math.max(...parts.map(({ phases }) => phases)),
  };
}

function inUnit({ current, phases }: Allowance, unit: RateUnit, start: Millis): CompositePeriod {
  const limit = unit === "A" ? current : current * NOMINAL_VOLTAGE * phases;
  return { start, limit: wholeTenths(limit), phases };
}

function isSame(period: CompositePeriod, before: CompositePeriod | undefined): boolean {
  return period.limit === before?.limit && period.phases === before.phases;
}

/** Milliseconds from `from` to the first whole second at which something may have changed since `at`. */
function nextSecond(
  profiles: readonly InstalledProfile[],
  outlets: readonly Outlet[],
  from: EpochMillis,
  at: EpochMillis,
): number | undefined {
  const changes = outlets.flatMap((outlet) => nextChangeAt(profiles, outlet, at) ?? []);
  return changes.length === 0 ? undefined : Math.ceil((Math.min(...changes) - from) / SECOND) * SECOND;
}
