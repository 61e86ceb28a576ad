import type { PilotLevel } from "#hal/core/charging";
import { assertNever } from "#hal/core/assert-never";
import { type Millis, seconds } from "#hal/core/units";

/** IEC 61851-1 table A.6 sequence 10.2: an EV that ignores the missing PWM loses power after 6 s. */
export const DRAIN_LIMIT = seconds(6);
/** After the command to open, a contactor that is still closed counts as welded. Boards look within 1 s; the rest is the way here. */
export const WELD_LIMIT = seconds(3);

/** The outlet's energy path as the board reports it, with what we allowed. */
export type PilotState =
  | { readonly kind: "unplugged" }
  | { readonly kind: "connected"; readonly permitted: boolean }
  | { readonly kind: "energized" }
  /** The permission is withdrawn and the contactor still closed: the vehicle is given time to stop drawing. */
  | { readonly kind: "draining"; readonly plugged: boolean }
  /** The command to open was given; from now on a closed contactor is a welded one. */
  | { readonly kind: "opening"; readonly plugged: boolean }
  /** The board does not answer. It does by itself what it declared for silence: energy that flowed or was allowed `mayFlow` on. */
  | { readonly kind: "unknown"; readonly plugged: boolean; readonly mayFlow: boolean };

export type PilotEvent =
  | { readonly type: "pilot.changed"; readonly level: PilotLevel; readonly energized: boolean }
  | { readonly type: "pilot.lost" }
  | { readonly type: "permit.granted" }
  | { readonly type: "permit.withdrawn" }
  /** Withdrawn for safety: no courtesy. */
  | { readonly type: "permit.cut" }
  | { readonly type: "pilot.timer-elapsed"; readonly timer: PilotTimer };

export type PilotTimer = "drain" | "weld";

export function isPilotTimer(timer: string): timer is PilotTimer {
  return timer === "drain" || timer === "weld";
}

export type PilotEffect =
  | { readonly type: "board.grant" }
  | { readonly type: "board.withdraw" }
  | { readonly type: "board.open" }
  | { readonly type: "timer.start"; readonly timer: PilotTimer; readonly delay: Millis }
  | { readonly type: "timer.cancel"; readonly timer: PilotTimer }
  /** What the session has to know. */
  | { readonly type: "notice"; readonly notice: PilotNotice };

export type PilotNotice =
  "vehicle.plugged" | "vehicle.unplugged" | "energy.started" | "energy.stopped" | "contactor.welded";

export interface PilotStep {
  readonly state: PilotState;
  readonly effects: readonly PilotEffect[];
}

export function pilotStep(state: PilotState, event: PilotEvent): PilotStep {
  if (event.type === "pilot.lost") return fromAnyLost(state);
  switch (state.kind) {
    case "unplugged":
    case "connected":
      return fromOpen(state, event);
    case "energized":
      return fromEnergized(state, event);
    case "draining":
      return fromDraining(state, event);
    case "opening":
      return fromOpening(state, event);
    case "unknown":
      return fromUnknown(state, event);
    default:
      return assertNever(state);
  }
}

export function isPlugged(state: PilotState): boolean {
  return state.kind === "connected" || state.kind === "energized" || (state.kind !== "unplugged" && state.plugged);
}

export function isPermitted(state: PilotState): boolean {
  return state.kind === "energized" || (state.kind === "connected" && state.permitted);
}

/** Nothing is allowed, and nothing is on its way to being off: not a watt should flow. */
export function isResting(state: PilotState): boolean {
  return state.kind === "unplugged" || (state.kind === "connected" && !state.permitted);
}

/** The contactor is closed as far as anybody knows, or it may be: the plug has to stay where it is (IEC 61851-1). */
export function mayCarryEnergy(state: PilotState): boolean {
  return state.kind === "unknown" ? state.mayFlow : !["unplugged", "connected"].includes(state.kind);
}

/** E and F say nothing about the vehicle; a board in a fault shows them with the cable in place. */
function plugAfter(level: PilotLevel, before: boolean): boolean {
  if (level === "E" || level === "F") return before;
  return level !== "A";
}

function plugNotices(before: boolean, after: boolean): readonly PilotEffect[] {
  if (before === after) return [];
  return [{ type: "notice", notice: after ? "vehicle.plugged" : "vehicle.unplugged" }];
}

const stay = (state: PilotState): PilotStep => ({ state, effects: [] });
const start = (timer: PilotTimer, delay: Millis): PilotEffect => ({ type: "timer.start", timer, delay });
const cancel = (timer: PilotTimer): PilotEffect => ({ type: "timer.cancel", timer });
const notice = (what: PilotNotice): PilotEffect => ({ type: "notice", notice: what });

function resting(plugged: boolean): PilotState {
  return plugged ? { kind: "connected", permitted: false } : { kind: "unplugged" };
}

/** The contactor is open. */
function fromOpen(state: PilotState & { kind: "unplugged" | "connected" }, event: PilotEvent): PilotStep {
  const permitted = isPermitted(state);
  const plugged = state.kind === "connected";
  switch (event.type) {
    case "pilot.changed": {
      const after = plugAfter(event.level, plugged);
      const notices = plugNotices(plugged, after);
      if (event.energized) return closed(after, permitted, notices);
      if (after) return { state: { kind: "connected", permitted }, effects: notices };
      return { state: { kind: "unplugged" }, effects: permitted ? [{ type: "board.withdraw" }, ...notices] : notices };
    }
    case "permit.granted":
      return plugged
        ? { state: { kind: "connected", permitted: true }, effects: [{ type: "board.grant" }] }
        : stay(state);
    case "permit.withdrawn":
      return permitted ? { state: resting(plugged), effects: [{ type: "board.withdraw" }] } : stay(state);
    case "permit.cut":
      return permitted ? { state: resting(plugged), effects: [{ type: "board.open" }] } : stay(state);
    default:
      return stay(state);
  }
}

/** A contactor that closes without permission or without a vehicle is told to open at once. */
function closed(plugged: boolean, permitted: boolean, notices: readonly PilotEffect[]): PilotStep {
  if (plugged && permitted) return { state: { kind: "energized" }, effects: [...notices, notice("energy.started")] };
  return {
    state: { kind: "opening", plugged },
    effects: [{ type: "board.open" }, start("weld", WELD_LIMIT), ...notices],
  };
}

function fromEnergized(state: PilotState & { kind: "energized" }, event: PilotEvent): PilotStep {
  switch (event.type) {
    case "pilot.changed": {
      const plugged = plugAfter(event.level, true);
      if (event.energized && plugged) return stay(state);
      if (event.energized)
        return {
          state: { kind: "opening", plugged },
          effects: [{ type: "board.open" }, start("weld", WELD_LIMIT), ...plugNotices(true, plugged)],
        };
      const effects: PilotEffect[] = plugged ? [] : [{ type: "board.withdraw" }];
      return {
        state: plugged ? { kind: "connected", permitted: true } : { kind: "unplugged" },
        effects: [...effects, notice("energy.stopped"), ...plugNotices(true, plugged)],
      };
    }
    case "permit.withdrawn":
      return {
        state: { kind: "draining", plugged: true },
        effects: [{ type: "board.withdraw" }, start("drain", DRAIN_LIMIT)],
      };
    case "permit.cut":
      return {
        state: { kind: "opening", plugged: true },
        effects: [{ type: "board.open" }, start("weld", WELD_LIMIT)],
      };
    default:
      return stay(state);
  }
}

function fromDraining(state: PilotState & { kind: "draining" }, event: PilotEvent): PilotStep {
  switch (event.type) {
    case "pilot.changed":
      return stillClosedOr(state, event, "drain");
    case "permit.granted":
      return state.plugged
        ? {
            state: { kind: "energized" },
            effects: [cancel("drain"), { type: "board.grant" }, notice("energy.started")],
          }
        : stay(state);
    case "permit.cut":
    case "pilot.timer-elapsed":
      return {
        state: { kind: "opening", plugged: state.plugged },
        effects: [cancel("drain"), { type: "board.open" }, start("weld", WELD_LIMIT)],
      };
    default:
      return stay(state);
  }
}

function fromOpening(state: PilotState & { kind: "opening" }, event: PilotEvent): PilotStep {
  if (event.type === "pilot.changed") return stillClosedOr(state, event, "weld");
  if (event.type === "pilot.timer-elapsed") return { state, effects: [notice("contactor.welded")] };
  return stay(state);
}

/** While a contactor is to open: an open one ends the waiting, a closed one only moves the knowledge of the plug on. */
function stillClosedOr(
  state: PilotState & { kind: "draining" | "opening" },
  event: PilotEvent & { type: "pilot.changed" },
  timer: PilotTimer,
): PilotStep {
  const plugged = plugAfter(event.level, state.plugged);
  const notices = plugNotices(state.plugged, plugged);
  if (event.energized) return { state: { ...state, plugged }, effects: notices };
  return { state: resting(plugged), effects: [cancel(timer), notice("energy.stopped"), ...notices] };
}

function fromAnyLost(state: PilotState): PilotStep {
  if (state.kind === "unknown") return stay(state);
  const plugged = isPlugged(state);
  const isAllowed = state.kind === "connected" && state.permitted;
  const mayFlow = isAllowed || state.kind === "energized" || state.kind === "draining" || state.kind === "opening";
  return {
    state: { kind: "unknown", plugged, mayFlow },
    // The vehicle may ask at any time and nobody would see it.
    effects: [cancel("drain"), cancel("weld"), ...(isAllowed ? [notice("energy.started")] : [])],
  };
}

/** The board is back: its drivers have put it to rest, and what it reports is believed. */
function fromUnknown(state: PilotState & { kind: "unknown" }, event: PilotEvent): PilotStep {
  if (event.type !== "pilot.changed") return stay(state);
  const plugged = plugAfter(event.level, state.plugged);
  const notices = plugNotices(state.plugged, plugged);
  if (event.energized)
    return {
      state: { kind: "draining", plugged },
      effects: [{ type: "board.withdraw" }, start("drain", DRAIN_LIMIT), ...notices],
    };
  return { state: resting(plugged), effects: state.mayFlow ? [notice("energy.stopped"), ...notices] : notices };
}
