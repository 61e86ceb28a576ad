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
import { drawnCurrent, nextDeadline, noCurrent, perceive, ring, type Vehicle } from "#simulator/world/vehicle";
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

/** Noise is constant within a second, so that energy does not depend on how the second is cut. */
const slot = 1000;
const warmingTime = 900_000;
/** Kelvin of warming at 32 A on three phases. */
const fullWarming = 18;
/** Kelvin that a hot spot beside the board's sensor adds. */
const hotSpot = 60;
/** Amperes beyond its limit that a car with this fault draws. */
const excessCurrent = 10;

export interface WorldOptions {
  readonly grid?: Grid;
  /** Phases that reach the outlet. */
  readonly phases?: 1 | 3;
  readonly energy?: WattHours;
  readonly ambient?: number;
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
  const second = Math.floor(world.elapsed / slot);
  const current = loadCurrent(world);
  const used = world.vehicle === undefined ? 0 : Math.min(world.vehicle.traits.phases, world.installed);
  const line = (phase: number) => {
    const drawn = phase < used ? current : noCurrent;
    const voltage = phase < world.installed ? voltageAt(world.grid, noise, second, { phase, current: drawn }) : 0;
    return { drawn, voltage: voltage as Volts, power: watts(voltage * drawn) };
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

/** The world after `dt`, with everything that falls due on the way. */
export function stepWorld(world: World, dt: Millis, noise: Noise): World {
  return worldAt(world, millis(world.elapsed + dt), noise);
}

/** The same up to an instant, so that no rounding is left over. `end` is not before the world's own instant. */
export function worldAt(world: World, end: Millis, noise: Noise): World {
  let now = world;
  for (;;) {
    const until = Math.max(now.elapsed, Math.min(end, nextEvent(now) ?? end));
    if (until > now.elapsed) now = integrate(now, millis(until), noise);
    now = settle(now);
    if (now.elapsed >= end) return now;
  }
}

/** The instant at which something changes without anybody's doing, at the latest; undefined when everything is at rest. */
export function nextEvent(world: World): Millis | undefined {
  const deadline = world.vehicle === undefined ? undefined : nextDeadline(world.vehicle);
  if (loadCurrent(world) === 0) return deadline;
  const slotEnd = (Math.floor(world.elapsed / slot) + 1) * slot;
  return millis(Math.min(slotEnd, deadline ?? slotEnd));
}

/** The world with another signal, contactor command, vehicle or fault, and what the vehicle makes of it at once. */
export function changeWorld(world: World, change: WorldChange): World {
  return settle({ ...world, ...change });
}

export type WorldChange = Partial<Pick<World, "signal" | "commanded" | "vehicle" | "cableRating" | "faults">>;

/** True when a board or a panel would see a difference. */
export function looksAlike(a: World, b: World): boolean {
  return (
    a.vehicle === b.vehicle &&
    a.faults === b.faults &&
    contactorClosed(a) === contactorClosed(b) &&
    sameSignal(a.signal, b.signal)
  );
}

function loadCurrent(world: World): Amperes {
  const { vehicle } = world;
  if (vehicle === undefined || !contactorClosed(world)) return noCurrent;
  const drawn = Math.min(drawnCurrent(vehicle), world.cableRating);
  if (drawn === 0) return noCurrent;
  return amperes(world.faults.has("over-current") ? vehicle.limit + excessCurrent : drawn);
}

/** What the board's own sensor shows, in degrees Celsius. */
export function sensedTemperature(world: World): number {
  return world.temperature + (world.faults.has("over-temperature") ? hotSpot : 0);
}

/** Nothing changes between `world.elapsed` and `until`, except what grows evenly. */
function integrate(world: World, until: Millis, noise: Noise): World {
  const span = until - world.elapsed;
  if (loadCurrent(world) === 0) return { ...world, elapsed: until, temperature: warmed(world, 0, span) };
  const { power, powers, currents } = flow(world, noise);
  const moved = (power * span) / 3_600_000;
  const grown = (index: 0 | 1 | 2) => wattHours(world.phaseEnergy[index] + (powers[index] * span) / 3_600_000);
  return {
    ...world,
    elapsed: until,
    energy: wattHours(world.energy + moved),
    phaseEnergy: [grown(0), grown(1), grown(2)],
    temperature: warmed(world, currents[0] + currents[1] + currents[2], span),
    vehicle: world.vehicle === undefined ? undefined : charged(world.vehicle, moved),
  };
}

function warmed(world: World, load: number, span: number): number {
  const target = world.ambient + fullWarming * (load / 96) ** 2;
  if (world.temperature === target) return target;
  const rest = (world.temperature - target) * Math.exp(-span / warmingTime);
  return Math.abs(rest) < 1e-6 ? target : target + rest;
}

function charged(vehicle: Vehicle, moved: number): Vehicle {
  if (moved === 0) return vehicle;
  const stateOfCharge = vehicle.stateOfCharge + (moved * vehicle.traits.efficiency) / vehicle.traits.capacity;
  return { ...vehicle, stateOfCharge: Math.min(1, stateOfCharge) };
}

function settle(world: World): World {
  const { vehicle, signal, elapsed } = world;
  if (vehicle === undefined) return world;
  const next = perceive(ring(vehicle, signal, elapsed), signal, elapsed);
  return next === vehicle ? world : { ...world, vehicle: next };
}
