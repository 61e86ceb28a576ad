import type { PilotLevel } from "#hal/core/charging";
import {
  type Amperes,
  amperes,
  type Millis,
  millis,
  type Volts,
  type WattHours,
  wattHours,
  type Watts,
  watts,
} from "#hal/core/units";
import { frequencyAt, type Grid, type Noise, usualGrid, voltageAt } from "#simulator/world/grid";
import { type PilotSignal, sameSignal, steady } from "#simulator/world/pilot-signal";
import { drawnCurrent, noCurrent, type Vehicle } from "#simulator/world/vehicle";
import type { WorldFault } from "#simulator/world/world-fault";

/** One outlet with what is plugged into it and what feeds it. All of it is a value; nothing in it moves by itself. */
export interface World {
  readonly elapsed: Millis;
  readonly grid: Grid;
  readonly installed: 1 | 3;
  readonly signal: PilotSignal;
  /** What the board wants of its contactor; what the contactor does is `contactorClosed`. */
  readonly commanded: boolean;
  /** Amperes that the plugged cable may carry. */
  readonly cableRating: Amperes;
  readonly vehicle: Vehicle | undefined;
  readonly faults: ReadonlySet<WorldFault>;
  /** All energy that ever flowed out, as double; the truth that meters are measured by. */
  readonly energy: WattHours;
  /** The same by phase. */
  readonly phaseEnergy: PhaseEnergy;
  /** Degrees Celsius inside the enclosure. */
  readonly temperature: number;
  readonly ambient: number;
  /** Flows while there is any current, instead of what current and voltage make: for tests that count watt-hours. */
  readonly fixedPower: Watts | undefined;
}

export type PhaseEnergy = readonly [WattHours, WattHours, WattHours];

/** What instruments would show at this instant. */
export interface Flow {
  readonly voltages: readonly [Volts, Volts, Volts];
  readonly currents: readonly [Amperes, Amperes, Amperes];
  readonly powers: readonly [Watts, Watts, Watts];
  readonly power: Watts;
  readonly frequencyHz: number;
}

/** Noise is constant within one of these, so that energy does not depend on how time is cut. */
export const SLOT = 1000;
/** Kelvin that a hot spot beside the board's sensor adds. */
const hotSpot = 60;
/** Amperes beyond its limit that a car with this fault draws. */
const excessCurrent = 10;

export function secondOf(elapsed: number): number {
  return Math.floor(elapsed / SLOT);
}

export interface WorldOptions {
  readonly grid?: Grid;
  /** Phases that reach the outlet. */
  readonly phases?: 1 | 3;
  readonly energy?: WattHours;
  readonly ambient?: number;
  readonly fixedPower?: Watts;
}

export function emptyWorld(options: WorldOptions = {}): World {
  const ambient = options.ambient ?? 20;
  return {
    elapsed: millis(0),
    grid: options.grid ?? usualGrid,
    installed: options.phases ?? 3,
    signal: steady,
    commanded: false,
    cableRating: amperes(32),
    vehicle: undefined,
    faults: new Set(),
    energy: options.energy ?? wattHours(0),
    phaseEnergy: [wattHours(0), wattHours(0), wattHours(0)],
    temperature: ambient,
    ambient,
    fixedPower: options.fixedPower,
  };
}

export function contactorClosed(world: World): boolean {
  if (world.faults.has("contactor-welded")) return true;
  return world.commanded && !world.faults.has("contactor-open");
}

export function pilotLevel(world: World): PilotLevel {
  if (world.signal.kind === "negative") return "F";
  if (world.faults.has("pilot-shorted")) return "E";
  if (world.vehicle === undefined) return "A";
  if (!world.vehicle.asks) return "B";
  return world.vehicle.traits.needsVentilation ? "D" : "C";
}

/** Currents behind the contactor; all zero while it is open. */
export function flow(world: World, noise: Noise): Flow {
  const second = secondOf(world.elapsed);
  const current = loadCurrent(world);
  const used = usedPhases(world);
  const line = (phase: number) => {
    const drawn = phase < used ? current : noCurrent;
    const voltage = phase < world.installed ? voltageAt(world.grid, noise, second, { phase, current: drawn }) : 0;
    const power = watts(drawn === 0 ? 0 : phasePower(world, { voltage, current: drawn }));
    return { drawn, voltage: voltage as Volts, power };
  };
  const [a, b, c] = [line(0), line(1), line(2)];
  return {
    voltages: [a.voltage, b.voltage, c.voltage],
    currents: [a.drawn, b.drawn, c.drawn],
    powers: [a.power, b.power, c.power],
    power: watts(a.power + b.power + c.power),
    frequencyHz: frequencyAt(world.grid, noise, second),
  };
}

/** What the board's own sensor shows, in degrees Celsius. */
export function sensedTemperature(world: World): number {
  return world.temperature + (world.faults.has("over-temperature") ? hotSpot : 0);
}

/** Amperes on each phase that the vehicle uses, at a state of charge that it may have reached meanwhile. */
export function loadCurrent(world: World, stateOfCharge = world.vehicle?.stateOfCharge ?? 0): Amperes {
  const { vehicle } = world;
  if (vehicle === undefined || !contactorClosed(world)) return noCurrent;
  const drawn = Math.min(drawnCurrent(vehicle, stateOfCharge), world.cableRating);
  if (drawn === 0) return noCurrent;
  return amperes(world.faults.has("over-current") ? vehicle.limit + excessCurrent : drawn);
}

/** Watts of one phase that carries `current`. */
export function phasePower(
  world: World,
  { voltage, current }: { readonly voltage: number; readonly current: number },
): number {
  return world.fixedPower === undefined ? voltage * current : world.fixedPower / usedPhases(world);
}

/** How many phases the vehicle draws from. */
export function usedPhases(world: World): number {
  return world.vehicle === undefined ? 0 : Math.min(world.vehicle.traits.phases, world.installed);
}

/** False when a board or a panel would see a difference. */
export function looksAlike(a: World, b: World): boolean {
  return (
    a.vehicle === b.vehicle &&
    a.faults === b.faults &&
    contactorClosed(a) === contactorClosed(b) &&
    sameSignal(a.signal, b.signal)
  );
}
