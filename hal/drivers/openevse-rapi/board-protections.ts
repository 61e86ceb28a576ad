import { configuredFlags } from "#hal/wire/rapi-tables";

/** Protections that somebody may have switched off in the board, with the flag that says so. */
const switches = {
  diode: configuredFlags.noDiodeCheck,
  ground: configuredFlags.noGroundCheck,
  stuckRelay: configuredFlags.noStuckRelayCheck,
  residualCurrentTest: configuredFlags.noGroundFaultSelfTest,
  temperature: configuredFlags.noTemperatureCheck,
} as const;

/** The names of those that are off, by the flags of `$GE`. */
export function protectionsOff(flags: number): readonly string[] {
  return Object.entries(switches)
    .filter(([, flag]) => (flags & flag) !== 0)
    .map(([name]) => name);
}

/** Its button leads into a menu of its own and tells nobody. */
export function hasOwnButton(flags: number): boolean {
  return (flags & configuredFlags.buttonOff) === 0;
}
