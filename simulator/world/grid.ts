import { type Amperes, type Volts, volts } from "#hal/core/units";

/** The supply in front of the contactor. */
export interface Grid {
  readonly nominalVoltage: Volts;
  /** Largest deviation to either side that comes and goes from second to second. */
  readonly voltageNoise: Volts;
  /** Volts lost for each ampere drawn. */
  readonly resistance: number;
  readonly frequencyHz: number;
  readonly frequencyNoise: number;
}

/** A European street: 230 V, 50 Hz, a quarter of an ohm up to the outlet. */
export const usualGrid: Grid = {
  nominalVoltage: volts(230),
  voltageNoise: volts(1.5),
  resistance: 0.25,
  frequencyHz: 50,
  frequencyNoise: 0.02,
};

/** Chance as a function of place, in [0, 1): the same second and channel always give the same number, however time is cut in steps. */
export type Noise = (second: number, channel: number) => number;

/** Channels of the noise. */
const frequencyChannel = 3;

export function voltageAt(grid: Grid, noise: Noise, second: number, load: PhaseLoad): Volts {
  const wobble = (2 * noise(second, load.phase) - 1) * grid.voltageNoise;
  return volts(grid.nominalVoltage + wobble - grid.resistance * load.current);
}

export interface PhaseLoad {
  /** 0 to 2 for L1 to L3. */
  readonly phase: number;
  readonly current: Amperes;
}

export function frequencyAt(grid: Grid, noise: Noise, second: number): number {
  return grid.frequencyHz + (2 * noise(second, frequencyChannel) - 1) * grid.frequencyNoise;
}
