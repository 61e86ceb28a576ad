import { type Amperes, amperes, type EpochMillis } from "#hal/core/units";

/** Who may limit the current. A limit that comes from outside must expire, so that a source that died cannot hold a charger for ever. */
export type LimitOwner =
  | "installation"
  | "board"
  | "cable"
  | "temperature"
  | "chargingProfile"
  | "energyManager"
  | "localUser"
  | "openingHours"
  | "logbook"
  | "tag";

export interface CurrentLimit {
  readonly owner: LimitOwner;
  /** For people: what the limit is for. */
  readonly reason: string;
  /** Per phase. 0 forbids charging. */
  readonly limit: Amperes;
  /** Wall time from which it no longer counts; absent for what holds always. */
  readonly expiresAt?: EpochMillis;
}

export interface LimitDecision {
  /** What may be offered: 0, or at least the smallest current that a pilot can express. */
  readonly limit: Amperes;
  /** The limit that decided; absent only when there is none at all. */
  readonly decidedBy?: CurrentLimit;
}

/** IEC 61851-1 table A.8: a pilot offers 6 A or nothing. */
export const SMALLEST_OFFER = amperes(6);

/** Adds a limit; an owner's new limit replaces its old one. */
export function withLimit(limits: readonly CurrentLimit[], limit: CurrentLimit): readonly CurrentLimit[] {
  return [...withoutOwner(limits, limit.owner), limit];
}

export function withoutOwner(limits: readonly CurrentLimit[], owner: LimitOwner): readonly CurrentLimit[] {
  return limits.filter((each) => each.owner !== owner);
}

export function withoutExpired(limits: readonly CurrentLimit[], now: EpochMillis): readonly CurrentLimit[] {
  return limits.filter((each) => each.expiresAt === undefined || each.expiresAt > now);
}

/**
 * The smallest of all limits decides; of equal ones the first. No limit at all means that nobody has allowed anything, which is 0. What lies
 * below the smallest offer is 0 too, because a vehicle would draw 6 A.
 */
export function decideLimit(limits: readonly CurrentLimit[]): LimitDecision {
  let decidedBy: CurrentLimit | undefined;
  for (const each of limits) if (decidedBy === undefined || each.limit < decidedBy.limit) decidedBy = each;
  if (decidedBy === undefined) return { limit: amperes(0) };
  return { limit: decidedBy.limit < SMALLEST_OFFER ? amperes(0) : decidedBy.limit, decidedBy };
}

/** When the next limit ends, so that somebody can look again then. */
export function nextExpiry(limits: readonly CurrentLimit[]): EpochMillis | undefined {
  let next: EpochMillis | undefined;
  for (const { expiresAt } of limits)
    if (expiresAt !== undefined && (next === undefined || expiresAt < next)) next = expiresAt;
  return next;
}
