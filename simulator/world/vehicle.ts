import { type Amperes, amperes, type Millis, type WattHours } from "#hal/core/units";
import type { PilotSignal } from "#simulator/world/pilot-signal";

/** What does not change about a car while it is plugged in. */
export interface VehicleTraits {
  readonly capacity: WattHours;
  /** How many phases its charger uses. */
  readonly phases: 1 | 3;
  /** The most it draws on each phase. */
  readonly maxCurrent: Amperes;
  /** The least it can draw; below this it waits. IEC 61851-1 asks for 6 A. */
  readonly minCurrent: Amperes;
  /** State of charge from which the current falls in a straight line to `minCurrent` at full. */
  readonly taperFrom: number;
  /** Part of the energy that reaches the battery. */
  readonly efficiency: number;
  /** From the first PWM it sees to closing S2. */
  readonly requestDelay: Millis;
  /** From a new limit on the pilot to the new current; IEC 61851-1 allows 5 s. */
  readonly reaction: Millis;
  /** From the loss of PWM to no current and S2 open; IEC 61851-1 allows 3 s. */
  readonly stopDelay: Millis;
  /** Goes on drawing when the pilot says stop. */
  readonly ignoresStop: boolean;
  readonly needsVentilation: boolean;
}

/** A limit that the car has seen and will follow later. */
interface ComingLimit {
  readonly at: Millis;
}

export interface Vehicle {
  readonly traits: VehicleTraits;
  /** 0 to 1. */
  readonly stateOfCharge: number;
  /** Its driver told it not to charge for now. */
  readonly paused: boolean;
  /** S2 is closed: the car asks for energy. */
  readonly asks: boolean;
  /** The limit it keeps to at this instant. */
  readonly limit: Amperes;
  readonly coming: ComingLimit | undefined;
  readonly askAt: Millis | undefined;
  readonly stopAt: Millis | undefined;
}

export const noCurrent = amperes(0);

export function parkedVehicle(traits: VehicleTraits, stateOfCharge: number, paused: boolean): Vehicle {
  return {
    traits,
    stateOfCharge,
    paused,
    asks: false,
    limit: noCurrent,
    coming: undefined,
    askAt: undefined,
    stopAt: undefined,
  };
}

/** Has room in the battery and a driver who lets it charge. */
export function wantsEnergy(vehicle: Vehicle): boolean {
  return !vehicle.paused && vehicle.stateOfCharge < 1;
}

/** What the car does at once when the pilot, its driver or its battery says something new at `now`. */
export function perceive(vehicle: Vehicle, signal: PilotSignal, now: Millis): Vehicle {
  if (signal.kind === "negative") return stopped(vehicle);
  if (!wantsEnergy(vehicle)) return stopped(vehicle);
  const offer = signal.kind === "pwm" ? signal.amps : noCurrent;
  if (offer < vehicle.traits.minCurrent) return perceiveStop(vehicle, now);
  const going: Vehicle = vehicle.stopAt === undefined ? vehicle : { ...vehicle, stopAt: undefined };
  if (!going.asks)
    return going.askAt === undefined ? { ...going, askAt: later(now, vehicle.traits.requestDelay) } : going;
  if (offer === going.limit || going.coming !== undefined) return going;
  return { ...going, coming: { at: later(now, vehicle.traits.reaction) } };
}

/** What the car does because `now` has come. */
export function ring(vehicle: Vehicle, signal: PilotSignal, now: Millis): Vehicle {
  let next = vehicle;
  if (next.stopAt !== undefined && next.stopAt <= now) next = stopped(next);
  const offer = signal.kind === "pwm" ? signal.amps : noCurrent;
  if (next.askAt !== undefined && next.askAt <= now) next = { ...next, asks: true, limit: offer, askAt: undefined };
  if (next.coming !== undefined && next.coming.at <= now) next = { ...next, limit: offer, coming: undefined };
  return next;
}

/** When the car acts next by itself. */
export function nextDeadline(vehicle: Vehicle): Millis | undefined {
  let soonest: Millis | undefined;
  for (const at of [vehicle.askAt, vehicle.stopAt, vehicle.coming?.at])
    if (at !== undefined && (soonest === undefined || at < soonest)) soonest = at;
  return soonest;
}

/** The current it would draw on each of its phases behind a closed contactor at a state of charge. */
export function drawnCurrent(vehicle: Vehicle, stateOfCharge: number): Amperes {
  const { traits } = vehicle;
  if (!vehicle.asks || vehicle.limit < traits.minCurrent || stateOfCharge >= 1) return noCurrent;
  const most = Math.min(vehicle.limit, traits.maxCurrent);
  if (stateOfCharge <= traits.taperFrom) return amperes(most);
  const room = (1 - stateOfCharge) / (1 - traits.taperFrom);
  const taper = traits.minCurrent + (traits.maxCurrent - traits.minCurrent) * room;
  return amperes(Math.min(most, taper));
}

function perceiveStop(vehicle: Vehicle, now: Millis): Vehicle {
  if (!vehicle.asks) return vehicle.askAt === undefined ? vehicle : { ...vehicle, askAt: undefined };
  if (vehicle.traits.ignoresStop || vehicle.stopAt !== undefined) return vehicle;
  return { ...vehicle, stopAt: later(now, vehicle.traits.stopDelay), coming: undefined };
}

function stopped(vehicle: Vehicle): Vehicle {
  if (!vehicle.asks && vehicle.askAt === undefined) return vehicle;
  return { ...vehicle, asks: false, limit: noCurrent, askAt: undefined, stopAt: undefined, coming: undefined };
}

function later(now: Millis, delay: Millis): Millis {
  return (now + delay) as Millis;
}
