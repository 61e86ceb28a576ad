import { millis, type Millis, wattHours } from "#hal/core/units";
import { type Noise, voltageAt } from "#simulator/world/grid";
import { nextDeadline, perceive, ring } from "#simulator/world/vehicle";
import { loadCurrent, phasePower, secondOf, SLOT, usedPhases, type World } from "#simulator/world/world";

const HOUR = 3_600_000;
/** Milliseconds in which the enclosure comes within 1/e of its temperature. */
const WARMING_TIME = 900_000;
/** Kelvin of warming at 32 A on three phases. */
const FULL_WARMING = 18;
const FULL_LOAD = 96;

export type WorldChange = Partial<Pick<World, "signal" | "commanded" | "vehicle" | "cableRating" | "faults">>;

/** The world with another signal, contactor command, vehicle or fault, and what the vehicle makes of it at once. */
export function changeWorld(world: World, change: WorldChange): World {
  return settle({ ...world, ...change });
}

/** The world after `dt`, with everything that falls due on the way. */
export function stepWorld(world: World, dt: Millis, noise: Noise): World {
  return worldAt(world, millis(world.elapsed + dt), noise);
}

/** The same up to an instant, so that no rounding is left over. `end` is not before the world's own instant. */
export function worldAt(world: World, end: Millis, noise: Noise): World {
  let now = world;
  while (now.elapsed < end) now = nextChange(now, end, noise);
  return now;
}

/** The world at the first instant after its own at which the vehicle does something, or at `end`. */
export function nextChange(world: World, end: Millis, noise: Noise): World {
  const deadline = (world.vehicle && nextDeadline(world.vehicle)) ?? end;
  const until = millis(Math.max(world.elapsed, Math.min(end, deadline)));
  return settle(until > world.elapsed ? integrate(world, until, noise) : world);
}

/** The longest that the vehicle surely does nothing; undefined when it never will by itself. */
export function restsUntil(world: World): Millis | undefined {
  const deadline = world.vehicle && nextDeadline(world.vehicle);
  const full = fullAt(world);
  if (full === undefined) return deadline;
  return millis(Math.min(full, deadline ?? full));
}

/** Not before this the battery is full: at the voltage and the current that are never passed. */
function fullAt(world: World): number | undefined {
  const { vehicle, grid } = world;
  const current = loadCurrent(world);
  if (vehicle === undefined || current === 0) return undefined;
  const missing = ((1 - vehicle.stateOfCharge) * vehicle.traits.capacity) / vehicle.traits.efficiency;
  const mostPower = world.fixedPower ?? (grid.nominalVoltage + grid.voltageNoise) * current * usedPhases(world);
  if (mostPower === 0) return undefined;
  const at = world.elapsed + (missing / mostPower) * HOUR;
  return Math.max(secondOf(at), secondOf(world.elapsed) + 1) * SLOT;
}

/** The vehicle decides nothing between `world.elapsed` and `until`; ends early when the battery is full. */
function integrate(world: World, until: Millis, noise: Noise): World {
  const { vehicle } = world;
  if (vehicle === undefined || loadCurrent(world) === 0)
    return {
      ...world,
      elapsed: until,
      temperature: warmed(world, world.temperature, { load: 0, span: until - world.elapsed }),
    };
  const phases = usedPhases(world);
  const { efficiency, capacity } = vehicle.traits;
  const energies: [number, number, number] = [...world.phaseEnergy];
  let { elapsed, energy, temperature }: { elapsed: number; energy: number; temperature: number } = world;
  let { stateOfCharge } = vehicle;
  while (elapsed < until && stateOfCharge < 1) {
    const second = secondOf(elapsed);
    const slotEnd = Math.min(until, (second + 1) * SLOT);
    const span = slotEnd - elapsed;
    const current = loadCurrent(world, stateOfCharge);
    let moved = 0;
    for (let phase = 0; phase < phases; phase++) {
      const voltage = voltageAt(world.grid, noise, second, { phase, current });
      const part = (phasePower(world, { voltage, current }) * span) / HOUR;
      energies[phase as 0 | 1 | 2] += part;
      moved += part;
    }
    energy += moved;
    stateOfCharge = Math.min(1, stateOfCharge + (moved * efficiency) / capacity);
    temperature = warmed(world, temperature, { load: current * phases, span });
    elapsed = slotEnd;
  }
  return {
    ...world,
    elapsed: millis(elapsed),
    energy: wattHours(energy),
    phaseEnergy: [wattHours(energies[0]), wattHours(energies[1]), wattHours(energies[2])],
    temperature,
    vehicle: { ...vehicle, stateOfCharge },
  };
}

/** First-order towards what the load, summed over the phases, brings in the long run. */
function warmed(world: World, from: number, { load, span }: { readonly load: number; readonly span: number }): number {
  const target = world.ambient + FULL_WARMING * (load / FULL_LOAD) ** 2;
  if (from === target) return target;
  const rest = (from - target) * Math.exp(-span / WARMING_TIME);
  return Math.abs(rest) < 1e-6 ? target : target + rest;
}

/** What the vehicle does because its time has come, or because it sees something. */
function settle(world: World): World {
  const { vehicle, signal, elapsed } = world;
  if (vehicle === undefined) return world;
  const next = perceive(ring(vehicle, signal, elapsed), signal, elapsed);
  return next === vehicle ? world : { ...world, vehicle: next };
}
