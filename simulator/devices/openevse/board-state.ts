import type { PilotLevel } from "#hal/core/charging";
import { type Millis, millis } from "#hal/core/units";
import { evseStates } from "#hal/wire/rapi-tables";

/** One of `evseStates`. */
export type EvseStateCode = (typeof evseStates)[keyof typeof evseStates];

/** How a fault ends: never before a restart, when the vehicle is unplugged, or by trying again after a while. */
export type FaultEnd = "restart" | "unplug" | "retry";

export interface BoardFault {
  readonly state: EvseStateCode;
  readonly end: FaultEnd;
  readonly retryAt: Millis | undefined;
}

/** What the board's controller remembers, apart from its settings. */
export interface BoardState {
  readonly mode: "enabled" | "sleeping" | "disabled";
  readonly evse: EvseStateCode;
  /** The pilot as last measured, in the codes 0 to 4 of `evseStates`; what it was before the board was disabled. */
  readonly pilot: EvseStateCode;
  /** A state that the pilot shows but that must hold for a while before it counts. */
  readonly candidate: { readonly evse: EvseStateCode; readonly since: Millis } | undefined;
  readonly signal: "steady" | "pwm" | "negative";
  readonly relay: boolean;
  /** When the relay last switched. */
  readonly relayAt: Millis;
  /** The relay opens now at the latest. */
  readonly openAt: Millis | undefined;
  readonly fault: BoardFault | undefined;
  /** Faults of the kind "retry" since the vehicle came. */
  readonly retries: number;
  readonly overCurrentSince: Millis | undefined;
  readonly authLocked: boolean;
  readonly bootLocked: boolean;
  readonly connected: boolean;
  readonly trips: { readonly groundFault: number; readonly noGround: number; readonly stuckRelay: number };
}

/** What the board measures. */
export interface Senses {
  readonly now: Millis;
  readonly level: PilotLevel;
  /** Mains behind the relay. */
  readonly isLive: boolean;
  /** Amperes of the phase that draws most. */
  readonly current: number;
  /** Degrees Celsius. */
  readonly temperature: number;
  readonly leaks: boolean;
  readonly hasGround: boolean;
  readonly hasDiode: boolean;
  readonly selfTestPasses: boolean;
}

/** What a service engineer can switch off, and the limit in force. */
export interface BoardRules {
  readonly capacity: number;
  readonly checksDiode: boolean;
  readonly checksGround: boolean;
  readonly checksRelay: boolean;
  readonly checksTemperature: boolean;
  readonly checksVentilation: boolean;
  readonly selfTests: boolean;
  /** The board takes back its authorization when the vehicle leaves. */
  readonly relocks: boolean;
}

export function bootedBoard(now: Millis, locked: boolean, trips?: BoardState["trips"]): BoardState {
  return {
    mode: "enabled",
    evse: evseStates.unknown,
    pilot: evseStates.unknown,
    candidate: undefined,
    signal: "steady",
    relay: false,
    relayAt: now,
    openAt: undefined,
    fault: undefined,
    retries: 0,
    overCurrentSince: undefined,
    authLocked: false,
    bootLocked: locked,
    connected: false,
    trips: trips ?? { groundFault: 0, noGround: 0, stuckRelay: 0 },
  };
}

/** The relay switched, or left as it is. */
export function withRelay(state: BoardState, relay: boolean, now: Millis): BoardState {
  const openAt = relay ? state.openAt : undefined;
  if (state.relay === relay) return state.openAt === openAt ? state : { ...state, openAt };
  return { ...state, relay, relayAt: now, openAt };
}

export function after(at: Millis, span: Millis): Millis {
  return millis(at + span);
}
