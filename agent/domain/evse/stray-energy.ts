import { type Millis, seconds, watts, type Watts } from "#hal/core/units";

/** Above what meters show of noise and of the charger's own consumption. */
const STRAY_POWER = watts(100);
/** A contactor has opened and a meter has noticed long before. */
const PATIENCE = seconds(5);

/** Since when the meter has shown power that nobody allowed; absent while all is well. */
export interface StrayWatch {
  readonly since?: Millis;
}

/**
 * The meter as a second witness: a controller that rests does not look at its contactor, so a welded one shows only here. True once the power
 * has lasted.
 */
export function watchStrayEnergy(
  watch: StrayWatch,
  seen: { readonly power: Watts | undefined; readonly isAllowed: boolean; readonly uptime: Millis },
): { readonly watch: StrayWatch; readonly isFound: boolean } {
  if (seen.isAllowed || seen.power === undefined || seen.power < STRAY_POWER) return { watch: {}, isFound: false };
  const since = watch.since ?? seen.uptime;
  return { watch: { since }, isFound: seen.uptime - since >= PATIENCE };
}
