import { type Millis, minutes, seconds } from "#hal/core/units";
import { evseStates } from "#hal/wire/rapi-tables";
import {
  after,
  type BoardFault,
  type BoardRules,
  type BoardState,
  type EvseStateCode,
  type FaultEnd,
  type Senses,
  withRelay,
} from "#simulator/devices/openevse/board-state";

/** The relay needs this long to settle before its contacts and the ground behind them are judged. */
export const RELAY_SETTLING: Millis = seconds(1);
/** Over-current is a fault when it lasts. */
export const OVER_CURRENT_PATIENCE: Millis = seconds(5);
const OVER_CURRENT_MARGIN = 5;
/** Degrees Celsius at which the board gives up altogether. */
const PANIC_TEMPERATURE = 71;
const RETRY_AFTER: Millis = minutes(5);
const MOST_RETRIES = 6;
/** How long the pilot asks the vehicle to stop before the relay opens under load. */
const COOLING_COURTESY: Millis = seconds(5);
const OVER_CURRENT_COURTESY: Millis = seconds(1);

/** The board with a fault that has just shown, or without one that has ended. */
export function stepFault(state: BoardState, senses: Senses, rules: BoardRules): BoardState {
  if (state.fault !== undefined) return stillFaulted(state, state.fault, senses);
  const watched = watchCurrent(state, senses, rules);
  const found = findFault(watched, senses, rules);
  return found === undefined ? watched : faulted(watched, found, senses);
}

/** Into the fault: no offer, and the relay open, at once or after the courtesy that the fault allows. */
export function faulted(state: BoardState, found: FoundFault, senses: Senses): BoardState {
  const { now } = senses;
  const retries = found.end === "retry" ? state.retries + 1 : state.retries;
  const end: FaultEnd = retries > MOST_RETRIES ? "unplug" : found.end;
  const fault: BoardFault = {
    state: found.state,
    end,
    retryAt: end === "retry" ? after(now, RETRY_AFTER) : undefined,
  };
  const next: BoardState = {
    ...state,
    fault,
    retries,
    evse: found.state,
    candidate: undefined,
    signal: "steady",
    overCurrentSince: undefined,
    trips: counted(state.trips, found.state),
  };
  if (!state.relay) return next;
  return found.courtesy === undefined ? withRelay(next, false, now) : { ...next, openAt: after(now, found.courtesy) };
}

export interface FoundFault {
  readonly state: EvseStateCode;
  readonly end: FaultEnd;
  readonly courtesy?: Millis;
}

function stillFaulted(state: BoardState, fault: BoardFault, senses: Senses): BoardState {
  const isDue = state.openAt !== undefined && senses.now >= state.openAt;
  const open = isDue ? withRelay(state, false, senses.now) : state;
  const isUnplugged = senses.level === "A" && fault.end !== "restart";
  const isRetried = fault.retryAt !== undefined && senses.now >= fault.retryAt;
  if (!isUnplugged && !isRetried) return open;
  const cleared: BoardState = { ...withRelay(open, false, senses.now), fault: undefined, evse: evseStates.unknown };
  return isUnplugged ? { ...cleared, retries: 0 } : cleared;
}

function findFault(state: BoardState, senses: Senses, rules: BoardRules): FoundFault | undefined {
  if (senses.isLive && senses.leaks) return { state: evseStates.groundFaultInterrupted, end: "retry" };
  const relay = findRelayFault(state, senses, rules);
  if (relay !== undefined) return relay;
  if (rules.checksTemperature && senses.temperature >= PANIC_TEMPERATURE)
    return { state: evseStates.overTemperature, end: "unplug", courtesy: COOLING_COURTESY };
  if (rules.checksDiode && !senses.hasDiode && state.signal === "pwm" && senses.level !== "A")
    return { state: evseStates.diodeCheckFailed, end: "unplug" };
  const { overCurrentSince } = state;
  if (overCurrentSince !== undefined && senses.now - overCurrentSince >= OVER_CURRENT_PATIENCE)
    return { state: evseStates.overCurrent, end: "unplug", courtesy: OVER_CURRENT_COURTESY };
  return undefined;
}

function findRelayFault(state: BoardState, senses: Senses, rules: BoardRules): FoundFault | undefined {
  if (senses.now - state.relayAt < RELAY_SETTLING) return undefined;
  if (!state.relay)
    return rules.checksRelay && senses.isLive ? { state: evseStates.stuckRelay, end: "restart" } : undefined;
  if (!senses.isLive) return { state: evseStates.relayClosureFault, end: "unplug" };
  return rules.checksGround && !senses.hasGround ? { state: evseStates.noGround, end: "retry" } : undefined;
}

function watchCurrent(state: BoardState, senses: Senses, rules: BoardRules): BoardState {
  const isOver = state.evse === evseStates.charging && senses.current >= rules.capacity + OVER_CURRENT_MARGIN;
  if (!isOver) return state.overCurrentSince === undefined ? state : { ...state, overCurrentSince: undefined };
  return state.overCurrentSince === undefined ? { ...state, overCurrentSince: senses.now } : state;
}

function counted(trips: BoardState["trips"], state: EvseStateCode): BoardState["trips"] {
  const most = 253;
  if (state === evseStates.groundFaultInterrupted)
    return { ...trips, groundFault: Math.min(most, trips.groundFault + 1) };
  if (state === evseStates.noGround) return { ...trips, noGround: Math.min(most, trips.noGround + 1) };
  if (state === evseStates.stuckRelay) return { ...trips, stuckRelay: Math.min(most, trips.stuckRelay + 1) };
  return trips;
}
