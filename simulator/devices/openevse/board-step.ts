import type { PilotLevel } from "#hal/core/charging";
import { type Millis, millis, seconds } from "#hal/core/units";
import { evseStates } from "#hal/wire/rapi-tables";
import { faulted, OVER_CURRENT_PATIENCE, RELAY_SETTLING, stepFault } from "#simulator/devices/openevse/board-faults";
import {
  after,
  type BoardRules,
  type BoardState,
  type EvseStateCode,
  type Senses,
  withRelay,
} from "#simulator/devices/openevse/board-state";

/** IEC 61851-1 table A.6 gives 100 ms from the vehicle's wish to the open contactor; a pulled plug counts sooner still. */
const LEAVING_CHARGE: Millis = millis(50);
const LEAVING: Millis = millis(25);
const ARRIVING: Millis = millis(250);
/** How long a sleeping board waits for the vehicle to stop before it opens the relay under load. */
const SLEEP_PATIENCE: Millis = seconds(3);
/** Amperes that count as none. */
const SLEEP_CURRENT = 1;

/** The controller's next state. Called again with the same senses it changes nothing more. */
export function boardStep(state: BoardState, senses: Senses, rules: BoardRules): BoardState {
  if (state.mode === "disabled") return disabled(state, senses);
  if (state.mode === "sleeping") return asleep(state, senses);
  const judged = stepFault(measure(state, senses.level), senses, rules);
  if (judged.fault !== undefined) return { ...judged, evse: judged.fault.state, signal: "steady" };
  return awake(judged, senses, rules);
}

/** When the board must look again though nothing it senses has changed. */
export function nextLook(state: BoardState, now: Millis): Millis | undefined {
  const moments = [
    state.candidate && after(state.candidate.since, debounce(state.evse, state.candidate.evse)),
    state.openAt,
    state.fault?.retryAt,
    state.overCurrentSince && after(state.overCurrentSince, OVER_CURRENT_PATIENCE),
    after(state.relayAt, RELAY_SETTLING),
  ];
  let soonest: Millis | undefined;
  for (const moment of moments)
    if (moment !== undefined && moment > now && (soonest === undefined || moment < soonest)) soonest = moment;
  return soonest;
}

function measure(state: BoardState, level: PilotLevel): BoardState {
  const pilot = pilotCodes[level];
  const seen = withPresence(state, level);
  return pilot === seen.pilot ? seen : { ...seen, pilot };
}

function withPresence(state: BoardState, level: PilotLevel): BoardState {
  const connected = level === "E" || level === "F" ? state.connected : level !== "A";
  return connected === state.connected ? state : { ...state, connected };
}

/** -12 V and no courtesy. The pilot cannot be read meanwhile, so a vehicle that leaves is not noticed. */
function disabled(state: BoardState, senses: Senses): BoardState {
  const open = withRelay(state, false, senses.now);
  return { ...open, evse: evseStates.disabled, signal: "negative", candidate: undefined };
}

/**
 * +12 V; the relay opens when the vehicle has stopped, or when patience ends. Like the firmware a sleeping board notices vehicles that come
 * and go, and nothing else: it measures no pilot state and looks for no fault, not even for a relay that did not open.
 */
function asleep(state: BoardState, senses: Senses): BoardState {
  const seen = withPresence(withoutFaultOf(state, senses.level), senses.level);
  const next: BoardState = { ...seen, evse: evseStates.sleeping, signal: "steady", candidate: undefined };
  if (!next.relay) return next;
  const openAt = next.openAt ?? after(senses.now, SLEEP_PATIENCE);
  const hasStopped = (senses.level !== "C" && senses.level !== "D") || senses.current <= SLEEP_CURRENT;
  return hasStopped || senses.now >= openAt ? withRelay(next, false, senses.now) : { ...next, openAt };
}

/** A fault that the vehicle's departure ends has ended. */
function withoutFaultOf(state: BoardState, level: PilotLevel): BoardState {
  const isOver = state.fault !== undefined && state.fault.end !== "restart" && level === "A";
  return isOver ? { ...state, fault: undefined, retries: 0 } : state;
}

function awake(state: BoardState, senses: Senses, rules: BoardRules): BoardState {
  const isLocked = state.authLocked || state.bootLocked;
  const target = targetState(state, senses.level, isLocked, rules);
  if (target === state.evse) return offering(withoutCandidate(state), isLocked);
  // The lock needs no debouncing: it is not a measurement.
  if (isLocked && state.evse === evseStates.charging && target === evseStates.connected)
    return enter(state, target, senses, rules);
  const candidate = state.candidate?.evse === target ? state.candidate : { evse: target, since: senses.now };
  if (senses.now - candidate.since < debounce(state.evse, target)) return { ...state, candidate };
  return enter(state, target, senses, rules);
}

function withoutCandidate(state: BoardState): BoardState {
  return state.candidate === undefined ? state : { ...state, candidate: undefined };
}

function targetState(state: BoardState, level: PilotLevel, isLocked: boolean, rules: BoardRules): EvseStateCode {
  const wish = level === "D" && !rules.checksVentilation ? evseStates.charging : pilotCodes[level];
  if (wish !== evseStates.charging) return wish;
  // Without PWM the vehicle's wish does not count.
  return isLocked || state.signal !== "pwm" ? evseStates.connected : evseStates.charging;
}

function enter(state: BoardState, target: EvseStateCode, senses: Senses, rules: BoardRules): BoardState {
  const next: BoardState = { ...state, evse: target, candidate: undefined };
  const open = withRelay(next, false, senses.now);
  switch (target) {
    case evseStates.notConnected:
      return { ...open, signal: "steady", retries: 0, authLocked: open.authLocked || rules.relocks };
    case evseStates.connected:
      return offering(open, next.authLocked || next.bootLocked);
    case evseStates.charging:
      if (rules.selfTests && !senses.selfTestPasses)
        return faulted(open, { state: evseStates.groundFaultSelfTestFailed, end: "unplug" }, senses);
      return withRelay({ ...next, signal: "pwm" }, true, senses.now);
    case evseStates.ventilationRequired:
      return faulted(open, { state: target, end: "unplug" }, senses);
    default:
      return { ...open, signal: "steady" };
  }
}

/** A connected vehicle is offered current unless the board is locked. */
function offering(state: BoardState, isLocked: boolean): BoardState {
  const signal = isLocked ? "steady" : "pwm";
  return state.evse !== evseStates.connected || state.signal === signal ? state : { ...state, signal };
}

function debounce(from: EvseStateCode, to: EvseStateCode): Millis {
  if (to === evseStates.notConnected) return LEAVING;
  return from === evseStates.charging ? LEAVING_CHARGE : ARRIVING;
}

const pilotCodes = {
  A: evseStates.notConnected,
  B: evseStates.connected,
  C: evseStates.charging,
  D: evseStates.ventilationRequired,
  E: evseStates.unknown,
  F: evseStates.unknown,
} as const satisfies Record<PilotLevel, EvseStateCode>;
