import { type Millis, millis } from "#hal/core/units";

export interface HoldTimes {
  /** How long a charge may go on without an entry; 0 holds it before the first ampere. */
  readonly grace: Millis;
  /** How long a charge is held at most; 0 for as long as it lasts. */
  readonly longest: Millis;
}

/** `next`: when to look again, from the start of the charge on; without it nothing changes any more. */
export type HoldDecision =
  { readonly isHeld: false; readonly next?: Millis } | { readonly isHeld: true; readonly next?: Millis };

/** What becomes of a charge without an entry, so long after its start. */
export function holdAt(elapsed: Millis, { grace, longest }: HoldTimes): HoldDecision {
  if (elapsed < grace) return { isHeld: false, next: grace };
  if (longest === 0) return { isHeld: true };
  const end = millis(grace + longest);
  return elapsed < end ? { isHeld: true, next: end } : { isHeld: false };
}
