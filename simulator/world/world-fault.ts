/** What can be broken at an outlet; each is a condition that holds until it is cleared, and the board has to notice by itself. */
export const worldFaults = [
  "residual-current",
  "no-ground",
  "contactor-welded",
  "contactor-open",
  "diode",
  "pilot-shorted",
  "over-temperature",
  "over-current",
  "self-test",
] as const;
export type WorldFault = (typeof worldFaults)[number];
