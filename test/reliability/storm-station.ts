import { intBelow, SeededRandom } from "#hal/core/random";
import { seconds } from "#hal/core/units";
import type { RigOptions } from "#test/support/virtual-rig";

/** The meters' registers when the world begins. */
export const METER_START = 1_234_500;

/** Nobody lives to see so many. */
const FOR_GOOD = "1000";

/** The station that a seed stands for: its outlets, how often it looks at its devices, and how patient it is with a back end that refuses. */
export function stationOf(seed: number): RigOptions {
  const chance = new SeededRandom(seed * 7919).stream("station");
  const givesUp = chance.next() < 0.3;
  const patience = givesUp
    ? { TransactionMessageAttempts: String(2 + intBelow(chance, 4)), TransactionMessageRetryInterval: "5" }
    : { TransactionMessageAttempts: FOR_GOOD };
  const outlets = chance.next() < 0.3 ? 2 : 1;
  return { seed, outlets, meterStart: METER_START, firmware: "unsigned", ...paceOf(seed, patience) };
}

/** It never gives up what the back end refuses. */
export function isPatient({ variables }: RigOptions): boolean {
  return variables?.["TransactionMessageAttempts"] === FOR_GOOD;
}

/**
 * One station in thirty-two looks at its devices as often as a real one. The others look so seldom that a day costs a fraction, and have the more to
 * find out by themselves what nobody tells them.
 */
function paceOf(seed: number, patience: Readonly<Record<string, string>>): RigOptions {
  const isBusy = seed % 32 === 0;
  const variables = { MeterValueSampleInterval: isBusy ? "60" : "300", ...patience };
  // A lamp that blinks says more on its line than everything else together: every second busy station has one.
  if (isBusy) return { variables, meterInterval: seconds(10), isDark: seed % 64 !== 0 };
  const interval = seconds(seed % 8 === 1 ? 60 : 300);
  return { variables, meterInterval: interval, boardInterval: interval, isDark: true };
}
