import { assertNever } from "#hal/core/assert-never";
import { type Millis, seconds } from "#hal/core/units";
import type { Registration } from "#agent/ports/csms-client";
import type { BootAnswer } from "#agent/ocpp/dialects/dialect";

/** What the CSMS thinks of the station as long as it has not accepted it. */
type Standing = Exclude<Registration, "accepted">;

export type RegistrationState =
  /** No connection. `isDue`: the wait for the next try is over. */
  | { readonly kind: "offline"; readonly standing: Standing; readonly isDue: boolean }
  /** No connection, but accepted within this run of the program by a CSMS that spoke `subprotocol`. */
  | { readonly kind: "away"; readonly subprotocol: string }
  /** BootNotification is due or under way. `isWantedAgain`: the CSMS asked for another one before its answer was read. */
  | {
      readonly kind: "asking";
      readonly standing: Standing;
      readonly subprotocol: string;
      readonly isWantedAgain?: boolean;
    }
  | { readonly kind: "waiting"; readonly standing: Standing; readonly subprotocol: string }
  | { readonly kind: "accepted"; readonly subprotocol: string };

export type RegistrationEvent =
  | { readonly type: "link.opened"; readonly subprotocol: string }
  | { readonly type: "link.lost" }
  | { readonly type: "boot.answered"; readonly answer: BootAnswer }
  /** No answer in time, a CALLERROR, or an answer that cannot be read. */
  | { readonly type: "boot.failed" }
  | { readonly type: "boot.triggered" }
  | { readonly type: "retry.elapsed" };

export type RegistrationEffect =
  | { readonly type: "retry.start"; readonly delay: Millis }
  | { readonly type: "retry.cancel" }
  /** Accepted just now: everything is told anew. */
  | { readonly type: "registered"; readonly answer: BootAnswer }
  /** Connected again and accepted from before: only news is told. */
  | { readonly type: "resumed" };

export interface RegistrationStep {
  readonly state: RegistrationState;
  readonly effects: readonly RegistrationEffect[];
}

/** The wait before the next BootNotification when the CSMS leaves it to us (interval 0) or did not answer. */
export const OWN_RETRY = seconds(60);

export const unregistered: RegistrationState = { kind: "offline", standing: "none", isDue: true };

/**
 * When BootNotification is sent (OCPP 1.6 section 4.2): at the first connection of a run, again after each wait until it is accepted, again
 * when a new connection speaks another version. A connection that merely comes back needs none (1.6-J section 5.4), and a wait that the CSMS
 * ordered goes on while the connection is down.
 */
export function registrationStep(state: RegistrationState, event: RegistrationEvent): RegistrationStep {
  switch (event.type) {
    case "link.opened":
      return opened(state, event.subprotocol);
    case "link.lost":
      return lost(state);
    case "boot.answered":
      return state.kind === "asking" ? answered(state, event.answer) : stay(state);
    case "boot.failed":
      return state.kind === "asking" ? wait(state, state.standing, OWN_RETRY) : stay(state);
    case "boot.triggered":
      return triggered(state);
    case "retry.elapsed":
      return elapsed(state);
    default:
      return assertNever(event);
  }
}

/** What the CSMS has said last. */
export function standingOf(state: RegistrationState): Registration {
  return state.kind === "accepted" || state.kind === "away" ? "accepted" : state.standing;
}

function opened(state: RegistrationState, subprotocol: string): RegistrationStep {
  if (state.kind === "away")
    return state.subprotocol === subprotocol
      ? { state: { kind: "accepted", subprotocol }, effects: [{ type: "resumed" }] }
      : ask({ standing: "none", subprotocol });
  if (state.kind !== "offline") return stay(state);
  const { standing, isDue } = state;
  return isDue ? ask({ standing, subprotocol }) : stay({ kind: "waiting", standing, subprotocol });
}

function lost(state: RegistrationState): RegistrationStep {
  switch (state.kind) {
    case "accepted":
      return stay({ kind: "away", subprotocol: state.subprotocol });
    case "asking":
      return stay({ kind: "offline", standing: state.standing, isDue: true });
    case "waiting":
      return stay({ kind: "offline", standing: state.standing, isDue: false });
    case "offline":
    case "away":
      return stay(state);
    default:
      return assertNever(state);
  }
}

function triggered(state: RegistrationState): RegistrationStep {
  if (state.kind === "asking") return stay({ ...state, isWantedAgain: true });
  return state.kind === "waiting" ? { ...ask(state), effects: [{ type: "retry.cancel" }] } : stay(state);
}

function answered(
  state: { readonly subprotocol: string; readonly isWantedAgain?: boolean },
  answer: BootAnswer,
): RegistrationStep {
  if (answer.status === "pending" && state.isWantedAgain === true)
    return ask({ standing: answer.status, subprotocol: state.subprotocol });
  if (answer.status !== "accepted")
    return wait(state, answer.status, answer.interval > 0 ? answer.interval : OWN_RETRY);
  return {
    state: { kind: "accepted", subprotocol: state.subprotocol },
    effects: [{ type: "registered", answer }],
  };
}

function elapsed(state: RegistrationState): RegistrationStep {
  if (state.kind === "waiting") return ask(state);
  return state.kind === "offline" ? stay({ ...state, isDue: true }) : stay(state);
}

function ask({
  standing,
  subprotocol,
}: {
  readonly standing: Standing;
  readonly subprotocol: string;
}): RegistrationStep {
  return stay({ kind: "asking", standing, subprotocol });
}

function wait({ subprotocol }: { readonly subprotocol: string }, standing: Standing, delay: Millis): RegistrationStep {
  return { state: { kind: "waiting", standing, subprotocol }, effects: [{ type: "retry.start", delay }] };
}

function stay(state: RegistrationState): RegistrationStep {
  return { state, effects: [] };
}
