import type { EvseId } from "#hal/core/charging";
import type { Amperes, EpochMillis } from "#hal/core/units";
import type {
  ChargingProfile,
  InstalledProfile,
  RateUnit,
  SchedulePeriod,
} from "#agent/domain/smart-charging/charging-profile";
import { nextChange, periodAt } from "#agent/domain/smart-charging/schedule-clock";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** Watts become amperes by the voltage that the grid promises, not by the one of the moment. */
export const NOMINAL_VOLTAGE = 230;

/** A recurring profile that never changes anything would be followed for ever. */
const LOOKS_AHEAD = 20;

/** What has to be known of an outlet to say how much it may draw. */
export interface Outlet {
  readonly evse: EvseId;
  /** Phases that are wired. */
  readonly phases: 1 | 3;
  /** What wiring and hardware allow, per phase. */
  readonly ceiling: Amperes;
  /** The running transaction. */
  readonly transaction?: TransactionId;
  /** Its start, or the instant at which one is imagined to start: what relative schedules count from. */
  readonly startedAt: EpochMillis;
}

/** What the profiles allow an outlet. */
export interface ProfileLimit {
  /** Per phase, not rounded. */
  readonly current: number;
  /** The smallest number of phases that one of the merged limits is meant for. */
  readonly phases: number;
  /** The profile that decided. */
  readonly by: ChargingProfile;
}

interface Ruling extends ProfileLimit {
  /** Below this rather nothing; per phase. */
  readonly minimum: number;
}

/**
 * The smaller one of what the station as a whole may draw and of what the transaction may: its own profile where that says something, else the
 * default of this outlet, else the default of all. Undefined when no profile says anything. `sharers` outlets draw at the same time, and
 * each gets an equal part of what the station may.
 */
export function limitAt(
  profiles: readonly InstalledProfile[],
  outlet: Outlet,
  at: EpochMillis,
  sharers = 1,
): ProfileLimit | undefined {
  const whole = stationRuling(profiles, outlet, at);
  const share = whole === undefined ? undefined : { ...whole, current: whole.current / sharers };
  return decided(share, transactionRuling(profiles, outlet, at));
}

/** As `limitAt`, for the transaction alone. */
export function transactionLimitAt(
  profiles: readonly InstalledProfile[],
  outlet: Outlet,
  at: EpochMillis,
): ProfileLimit | undefined {
  return decided(undefined, transactionRuling(profiles, outlet, at));
}

/** As `limitAt`, for the station as a whole. */
export function stationLimitAt(
  profiles: readonly InstalledProfile[],
  outlet: Outlet,
  at: EpochMillis,
): ProfileLimit | undefined {
  return decided(stationRuling(profiles, outlet, at), undefined);
}

/** The first instant after `at` at which the outlet's limit may be another one. */
export function nextChangeAt(
  profiles: readonly InstalledProfile[],
  outlet: Outlet,
  at: EpochMillis,
): EpochMillis | undefined {
  let next: EpochMillis | undefined;
  for (const { profile } of profiles.filter((each) => concerns(each, outlet))) {
    const change = nextChange(profile, at, outlet.startedAt);
    if (change !== undefined && (next === undefined || change < next)) next = change;
  }
  return next;
}

/**
 * Until when the limit of `at` holds; undefined when no end of it is in sight. A change that leaves current and deciding profile as they are
 * is none.
 */
export function holdsUntil(
  profiles: readonly InstalledProfile[],
  outlet: Outlet,
  at: EpochMillis,
  sharers = 1,
): EpochMillis | undefined {
  const now = limitAt(profiles, outlet, at, sharers);
  let next = nextChangeAt(profiles, outlet, at);
  for (let looks = 0; next !== undefined && looks < LOOKS_AHEAD; looks++) {
    const then = limitAt(profiles, outlet, next, sharers);
    if (then?.current !== now?.current || then?.by !== now?.by) return next;
    next = nextChangeAt(profiles, outlet, next);
  }
  return undefined;
}

function decided(a: Ruling | undefined, b: Ruling | undefined): ProfileLimit | undefined {
  const lower = a === undefined || (b !== undefined && b.current < a.current) ? b : a;
  if (lower === undefined) return undefined;
  const minimum = Math.max(a?.minimum ?? 0, b?.minimum ?? 0);
  return {
    current: lower.current < minimum ? 0 : lower.current,
    phases: Math.min(a?.phases ?? lower.phases, b?.phases ?? lower.phases),
    by: lower.by,
  };
}

function stationRuling(profiles: readonly InstalledProfile[], outlet: Outlet, at: EpochMillis): Ruling | undefined {
  const candidates = profiles.filter(({ evse, profile }) => evse === 0 && profile.purpose === "stationMax");
  return highest(candidates, outlet, at);
}

function transactionRuling(profiles: readonly InstalledProfile[], outlet: Outlet, at: EpochMillis): Ruling | undefined {
  const concerned = profiles.filter((each) => concerns(each, outlet));
  const own = concerned.filter(({ profile }) => profile.purpose === "tx");
  const defaults = concerned.filter(({ profile }) => profile.purpose === "txDefault");
  const here = defaults.filter(({ evse }) => evse !== 0);
  const everywhere = defaults.filter(({ evse }) => evse === 0);
  return highest(own, outlet, at) ?? highest(here, outlet, at) ?? highest(everywhere, outlet, at);
}

function concerns({ evse, profile }: InstalledProfile, outlet: Outlet): boolean {
  if (profile.purpose === "tx") return evse === outlet.evse && profile.transaction === outlet.transaction;
  return evse === 0 || evse === outlet.evse;
}

/** The highest one that says something; a higher one that is silent lets the lower ones through. */
function highest(candidates: readonly InstalledProfile[], outlet: Outlet, at: EpochMillis): Ruling | undefined {
  let level = Number.NEGATIVE_INFINITY;
  let ruling: Ruling | undefined;
  for (const { profile } of candidates) {
    const period = profile.stackLevel > level ? periodAt(profile, at, outlet.startedAt) : undefined;
    if (period === undefined) continue;
    level = profile.stackLevel;
    ruling = rulingOf(profile, period, outlet);
  }
  return ruling;
}

/** More phases than the outlet has change nothing: the limit per phase is used as given and not scaled (OCPP 1.6 errata 3.34, 3.69). */
function rulingOf(profile: ChargingProfile, period: SchedulePeriod, outlet: Outlet): Ruling {
  const { unit, minimumRate = 0 } = profile.schedule;
  const phases = period.phases ?? outlet.phases;
  return {
    current: perPhase(period.limit, unit, phases),
    minimum: perPhase(minimumRate, unit, phases),
    phases: Math.min(phases, outlet.phases),
    by: profile,
  };
}

function perPhase(rate: number, unit: RateUnit, phases: number): number {
  return unit === "A" ? rate : rate / (NOMINAL_VOLTAGE * phases);
}
