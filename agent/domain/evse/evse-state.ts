import type { FaultCode, FaultWords } from "#hal/core/charging";
import type { Amperes, EpochMillis, Millis, WattHours } from "#hal/core/units";
import { actionOf, type ActiveFault } from "#agent/domain/faults/fault-catalogue";
import { type CurrentLimit, decideLimit, type LimitOwner } from "#agent/domain/limits/current-limit";
import type { PilotEvent, PilotState, PilotTimer } from "#agent/domain/evse/pilot-machine";
import type {
  SessionEvent,
  SessionPolicy,
  SessionState,
  SessionTimer,
  UnknownEnergy,
} from "#agent/domain/session/session-state";
import type { Reservation } from "#agent/domain/reservation/reservation";
import type { TransactionFact } from "#agent/domain/transaction/station-fact";

/** Everything that one outlet is at this instant. */
export interface EvseState {
  readonly pilot: PilotState;
  readonly session: SessionState;
  readonly faults: readonly ActiveFault[];
  readonly limits: readonly CurrentLimit[];
  /** What the board was last told to offer; 0 while nothing is granted. */
  readonly offered: Amperes;
  /** Set by ChangeAvailability. */
  readonly isOperative: boolean;
  /** A change of availability that waits for the end of the transaction; the latest request wins. */
  readonly scheduledOperative?: boolean;
  /** Wanted for an installation: nobody can begin. Afterwards it is in service again, or not, as ChangeAvailability has last asked. */
  readonly maintenance?: { readonly operativeAfter: boolean };
  /** Kept free for somebody. Hidden while its holder is about to begin, because 1.6 knows no way from Preparing to Reserved. */
  readonly reservation?: Reservation & { readonly isShown: boolean };
  /** A transaction that the last process left open is being closed: nothing may start. */
  readonly isRecovering: boolean;
  /** A record could not be written: without records there is no energy, until a new process has a disk that works. */
  readonly isStorageBroken: boolean;
  /** The board refused a grant; the agent waits before it asks again. */
  readonly isGrantRefused: boolean;
  /** The outlet has a lock, and it does not hold the plug: no energy. */
  readonly isPlugLoose: boolean;
  /** A larger limit waits until the vehicle has had time to follow the last one. */
  readonly isPacing: boolean;
}

export type EvseTimer = PilotTimer | SessionTimer | "meterSilence" | "grantRetry" | "pace";

export type EvseEvent =
  | PilotEventFromOutside
  | SessionEventFromOutside
  | {
      readonly type: "fault.changed";
      readonly code: FaultCode;
      readonly active: boolean;
      readonly detail?: string;
      readonly words?: FaultWords;
      readonly at: EpochMillis;
    }
  | { readonly type: "limits.changed"; readonly limits: readonly CurrentLimit[] }
  | { readonly type: "limit.set"; readonly limit: CurrentLimit }
  | { readonly type: "limit.lifted"; readonly owner: LimitOwner }
  | { readonly type: "availability.requested"; readonly operative: boolean }
  /** The outlet is wanted for an installation, or not any more. */
  | { readonly type: "maintenance.begun" }
  | { readonly type: "maintenance.ended" }
  | { readonly type: "reservation.placed"; readonly reservation: Reservation }
  | { readonly type: "reservation.withdrawn"; readonly id: number }
  /** The effects of the same names have come back. */
  | { readonly type: "reservation.due" }
  | { readonly type: "availability.due" }
  /** `isLoose`: there is a lock and it does not hold the plug. */
  | { readonly type: "lock.moved"; readonly isLoose: boolean }
  | { readonly type: "grant.refused" }
  | { readonly type: "storage.changed"; readonly isBroken: boolean }
  | { readonly type: "recovery.finished"; readonly hadTransaction: boolean }
  | { readonly type: "timer.elapsed"; readonly timer: EvseTimer; readonly at: EpochMillis };

/** What the pilot machine hears from the board; that it is lost shows by its fault, and permits are this machine's own business. */
type PilotEventFromOutside = Extract<PilotEvent, { type: "pilot.changed" }>;

/** What the session machine hears from people, back end and meter; plug and energy come from the pilot. */
type SessionEventFromOutside = Extract<
  SessionEvent,
  {
    type:
      | "token.accepted"
      | "stop.requested"
      | "plug.released"
      | "token.answered"
      | "meter.captured"
      | "meter.capture-failed"
      | "samples.taken"
      | "meter.noted"
      | "meter.seen";
  }
>;

export type EvseEffect =
  | { readonly type: "board.grant"; readonly limit: Amperes }
  | { readonly type: "board.withdraw" }
  | { readonly type: "board.open" }
  | { readonly type: "timer.start"; readonly timer: EvseTimer; readonly delay: Millis }
  | { readonly type: "timer.cancel"; readonly timer: EvseTimer }
  | { readonly type: "meter.capture"; readonly purpose: "start" | "stop" }
  | { readonly type: "meter.checkpoint"; readonly energy: WattHours; readonly at: EpochMillis }
  | { readonly type: "fact"; readonly fact: TransactionFact; readonly unbilled?: UnknownEnergy }
  | { readonly type: "availability.store"; readonly operative: boolean }
  | { readonly type: "reservation.ended"; readonly id: number; readonly why: "used" | "outOfOrder" }
  /** A hidden reservation can be shown again: in a step of its own, for the same reason as the next. */
  | { readonly type: "reservation.due" }
  /** A scheduled change can happen now: in a step of its own, because the 1.6 table leads from Preparing over Available to Unavailable. */
  | { readonly type: "availability.due" }
  | { readonly type: "token.turned-away"; readonly why: "busy" | "meter" | "reserved" };

export interface EvseStep {
  readonly state: EvseState;
  readonly effects: readonly EvseEffect[];
}

export interface EvsePolicy extends SessionPolicy {
  /** How long a transaction goes on without a meter; 0 for a meter whose signed records are the bill. */
  readonly meterSilenceLimit: Millis;
  /** Nobody may charge although everything is well: the back end has not accepted the station yet, say. */
  readonly isChargingForbidden: boolean;
}

/** Why an active transaction gets no energy from us. Undefined: it may have it. The gravest reason first. */
export type Hold = "storage" | "fault" | "token" | "limit" | "board" | "vehicleAway" | "lock";

export function holdOf(state: EvseState): Hold | undefined {
  if (state.session.kind !== "active") return undefined;
  if (state.isStorageBroken) return "storage";
  if (state.faults.some(({ code }) => actionOf(code) !== "none")) return "fault";
  if (state.session.transaction.isTokenHeld) return "token";
  if (!state.session.transaction.isPlugged) return "vehicleAway";
  if (decideLimit(state.limits).limit === 0) return "limit";
  if (state.isGrantRefused) return "board";
  // Until the vehicle has been offered energy for the first time the lock is only about to close.
  if (state.isPlugLoose && state.session.flow !== "awaited") return "lock";
  return undefined;
}

/** Nobody can begin here while it holds, whatever else is true: the status is Faulted. */
export function isDisabled(state: EvseState): boolean {
  return state.faults.some(({ code }) => actionOf(code) !== "none" || isMissed(code, state));
}

/** A dead meter does not end the running charge at once, but no new one can begin: then it is a fault, before it is a warning. */
function isMissed(code: FaultCode, state: EvseState): boolean {
  return code === "meter.silent" && state.session.kind !== "active" && state.session.kind !== "ending";
}

/** The contactor has to open now, without courtesy. */
export function mustCut(state: EvseState): boolean {
  return state.faults.some(({ code }) => {
    const action = actionOf(code);
    return action === "cut" || action === "end";
  });
}
