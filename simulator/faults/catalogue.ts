import { millis } from "#hal/core/units";
import { calmLine, type LinePlan } from "#simulator/faults/line-plan";
import type { WorldFault } from "#simulator/world/world-fault";

/** What can be broken, by the name that a panel or a scenario uses. */
export type CatalogueFault =
  | { readonly where: "world"; readonly what: string; readonly fault: WorldFault }
  | { readonly where: "line"; readonly what: string; readonly plan: LinePlan };

export const faultCatalogue = {
  "residual-current": {
    where: "world",
    what: "Current leaks to earth while energy flows",
    fault: "residual-current",
  },
  "no-ground": { where: "world", what: "Protective earth is interrupted", fault: "no-ground" },
  "contactor-welded": { where: "world", what: "The contactor stays closed", fault: "contactor-welded" },
  "contactor-open": { where: "world", what: "The contactor does not close", fault: "contactor-open" },
  diode: { where: "world", what: "The diode in the vehicle's pilot circuit is shorted", fault: "diode" },
  "pilot-shorted": { where: "world", what: "Control pilot is shorted to earth", fault: "pilot-shorted" },
  "over-temperature": { where: "world", what: "A hot spot beside the board", fault: "over-temperature" },
  "over-current": { where: "world", what: "The vehicle draws 10 A more than offered", fault: "over-current" },
  "self-test": { where: "world", what: "The residual current monitor fails its self-test", fault: "self-test" },
  "line-silent": { where: "line", what: "Nothing comes through", plan: { drop: 1 } },
  "line-mute-device": {
    where: "line",
    what: "The device hears and is not heard",
    plan: { drop: 1, direction: "fromDevice" },
  },
  "line-lossy": { where: "line", what: "One piece in five is lost", plan: { drop: 0.2 } },
  "line-corrupt": { where: "line", what: "One piece in five has a flipped bit", plan: { corrupt: 0.2 } },
  "line-noisy": { where: "line", what: "Foreign bytes between the frames", plan: { noise: 0.3, noiseBytes: 6 } },
  "line-echo": { where: "line", what: "Some answers arrive twice", plan: { duplicate: 0.2, direction: "fromDevice" } },
  "line-ragged": { where: "line", what: "Frames arrive in pieces", plan: { split: 0.7 } },
  "line-cut-short": { where: "line", what: "Some frames lose their end", plan: { truncate: 0.2 } },
  "line-late": {
    where: "line",
    what: "One answer in five comes after the master gave up",
    plan: { delay: { probability: 0.2, least: millis(600), most: millis(1500) }, direction: "fromDevice" },
  },
  "line-flapping": { where: "line", what: "The plug comes out now and then", plan: { hangUp: 0.01 } },
  "line-calm": { where: "line", what: "Nothing is wrong", plan: calmLine },
} as const satisfies Record<string, CatalogueFault>;

export type FaultName = keyof typeof faultCatalogue;

/** All names, in the order in which a panel lists them. */
export function faultNames(): readonly FaultName[] {
  return Object.keys(faultCatalogue).filter(isFaultName);
}

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faultCatalogue, name);
}
