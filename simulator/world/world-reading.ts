import type { PilotLevel } from "#hal/core/charging";
import type { Amperes, Millis, WattHours } from "#hal/core/units";
import {
  type Flow,
  contactorClosed,
  flow,
  type PhaseEnergy,
  pilotLevel,
  sensedTemperature,
  type World,
} from "#simulator/world/world";
import type { Noise } from "#simulator/world/grid";
import type { PilotSignal } from "#simulator/world/pilot-signal";
import type { WorldFault } from "#simulator/world/world-fault";

/** What the instruments in this world show at one instant. */
export interface WorldReading extends Flow {
  /** Since the world began. */
  readonly elapsed: Millis;
  readonly level: PilotLevel;
  readonly signal: PilotSignal;
  /** Live at the outlet, whatever the board commanded. */
  readonly contactorClosed: boolean;
  readonly commanded: boolean;
  readonly energy: WattHours;
  readonly phaseEnergy: PhaseEnergy;
  readonly temperature: number;
  readonly vehicle: VehicleReading | undefined;
  readonly faults: ReadonlySet<WorldFault>;
}

export interface VehicleReading {
  readonly stateOfCharge: number;
  readonly paused: boolean;
  readonly asks: boolean;
  readonly limit: Amperes;
  readonly cableRating: Amperes;
}

export function readWorld(world: World, noise: Noise): WorldReading {
  const { vehicle } = world;
  const { voltages, currents, powers, power, frequencyHz } = flow(world, noise);
  return {
    voltages,
    currents,
    powers,
    power,
    frequencyHz,
    elapsed: world.elapsed,
    level: pilotLevel(world),
    signal: world.signal,
    contactorClosed: contactorClosed(world),
    commanded: world.commanded,
    energy: world.energy,
    phaseEnergy: world.phaseEnergy,
    temperature: sensedTemperature(world),
    vehicle: vehicle && {
      stateOfCharge: vehicle.stateOfCharge,
      paused: vehicle.paused,
      asks: vehicle.asks,
      limit: vehicle.limit,
      cableRating: world.cableRating,
    },
    faults: world.faults,
  };
}
