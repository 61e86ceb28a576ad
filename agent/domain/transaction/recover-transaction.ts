import { type Millis, millis, type WattHours, wattHours, type Watts } from "#hal/core/units";
import type { StopCause } from "#agent/domain/transaction/station-fact";

/** What is known of a transaction that was open when the agent died. */
export interface Interrupted {
  readonly lastReading: WattHours;
  /** Serial number of the meter at the start, where it told one. */
  readonly meterSerial?: string;
  /** From the last durable reading until now. */
  readonly elapsed: Millis;
  /** The host was restarted too, so power was gone. */
  readonly isNewBoot: boolean;
}

/** What the meter says now; undefined when it did not answer in time. */
export interface FoundReading {
  readonly energy: WattHours;
  readonly meterSerial?: string;
}

export interface Recovery {
  readonly meterStop: WattHours;
  readonly cause: StopCause;
  /** True when `meterStop` was read now, false when it is the last durable value. */
  readonly isRead: boolean;
  readonly unbilled?: { readonly energy: WattHours; readonly why: string };
}

/** Clocks of chargers without a battery are off by some seconds after a boot. */
const CLOCK_SLACK = millis(60_000);

/**
 * The reading of now ends the transaction when it can only have come from it: same meter, not below the last durable value, and not more than
 * the outlet can have delivered since. Otherwise the last durable value is billed and the difference is kept apart for a human.
 */
export function recoverTransaction(
  interrupted: Interrupted,
  found: FoundReading | undefined,
  maxPower: Watts,
): Recovery {
  const cause: StopCause = interrupted.isNewBoot ? "powerLoss" : "reboot";
  const asStored = { meterStop: interrupted.lastReading, cause, isRead: false };
  if (found === undefined) return { ...asStored, unbilled: { energy: wattHours(0), why: "meter-silent" } };
  const energy = wattHours(found.energy - interrupted.lastReading);
  if (isOtherMeter(interrupted, found)) return { ...asStored, unbilled: { energy, why: "meter-replaced" } };
  if (energy < 0) return { ...asStored, unbilled: { energy, why: "register-went-back" } };
  if (energy > possibleEnergy(interrupted.elapsed, maxPower))
    return { ...asStored, unbilled: { energy, why: "more-than-possible" } };
  return { meterStop: found.energy, cause, isRead: true };
}

/** Only two known and different serial numbers prove another meter. */
function isOtherMeter(interrupted: Interrupted, found: FoundReading): boolean {
  return (
    interrupted.meterSerial !== undefined &&
    found.meterSerial !== undefined &&
    interrupted.meterSerial !== found.meterSerial
  );
}

function possibleEnergy(elapsed: Millis, maxPower: Watts): number {
  return (maxPower * (Math.max(0, elapsed) + CLOCK_SLACK)) / 3_600_000;
}
