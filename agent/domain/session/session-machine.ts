import { assertNever } from "#hal/core/assert-never";
import { isSameToken } from "#agent/domain/authorization/id-token";
import { activeStep, beginActive } from "#agent/domain/session/active-session";
import { endingStep } from "#agent/domain/session/ending-session";
import type {
  Authorization,
  KeptPlug,
  SessionEffect,
  SessionEvent,
  SessionPolicy,
  SessionState,
  SessionStep,
} from "#agent/domain/session/session-state";

export const idle: SessionState = { kind: "idle" };

/** Joins plug, authorization and energy to transactions. Pure: what it wants done is in the effects, in order. */
export function sessionStep(state: SessionState, event: SessionEvent, policy: SessionPolicy): SessionStep {
  switch (state.kind) {
    case "idle":
      return fromIdle(state, event, policy);
    case "authorized":
      return fromAuthorized(state, event, policy);
    case "plugged":
      return fromPlugged(state, event, policy);
    case "starting":
      return fromStarting(state, event, policy);
    case "active":
      return activeStep(state, event, policy);
    case "ending":
      return endingStep(state, event, policy);
    case "finishing":
      return fromFinishing(state, event, policy);
    default:
      return assertNever(state);
  }
}

const stay = (state: SessionState): SessionStep => ({ state, effects: [] });

/** True while a transaction exists that has not been ended. */
export function hasTransaction(state: SessionState): state is SessionState & { kind: "active" | "ending" } {
  return state.kind === "active" || state.kind === "ending";
}

/** Plug or token, whichever is missing, has to come within the time; 0 waits for ever, as elsewhere in 1.6 where 0 switches off. */
function awaitOther({ connectionTimeOut }: SessionPolicy): readonly SessionEffect[] {
  if (connectionTimeOut === 0) return [{ type: "timer.cancel", timer: "connection" }];
  return [{ type: "timer.start", timer: "connection", delay: connectionTimeOut }];
}

function fromIdle(state: SessionState, event: SessionEvent, policy: SessionPolicy): SessionStep {
  switch (event.type) {
    case "vehicle.plugged":
      return {
        state: { kind: "plugged", isLapsed: false },
        effects: awaitOther(policy),
      };
    case "token.accepted":
      return {
        state: { kind: "authorized", authorization: event.authorization },
        effects: awaitOther(policy),
      };
    default:
      return stay(state);
  }
}

function fromAuthorized(
  state: SessionState & { kind: "authorized" },
  event: SessionEvent,
  policy: SessionPolicy,
): SessionStep {
  switch (event.type) {
    case "vehicle.plugged":
      return begin(state.authorization);
    case "token.accepted":
      // A later card takes the place of an earlier one, and the time to plug in starts anew.
      return {
        state: { kind: "authorized", authorization: event.authorization },
        effects: awaitOther(policy),
      };
    case "stop.requested":
      return { state: idle, effects: [{ type: "timer.cancel", timer: "connection" }] };
    case "session.timer-elapsed":
      return event.timer === "connection" ? stay(idle) : stay(state);
    default:
      return stay(state);
  }
}

/** Plugged and accepted: the transaction begins with a fresh reading of the meter. */
function begin(authorization: Authorization): SessionStep {
  return {
    state: { kind: "starting", authorization },
    effects: [
      { type: "timer.cancel", timer: "connection" },
      { type: "meter.capture", purpose: "start" },
    ],
  };
}

function fromPlugged(
  state: SessionState & { kind: "plugged" },
  event: SessionEvent,
  policy: SessionPolicy,
): SessionStep {
  switch (event.type) {
    case "vehicle.unplugged":
      return { state: idle, effects: [{ type: "timer.cancel", timer: "connection" }] };
    case "token.accepted":
      return begin(event.authorization);
    case "session.timer-elapsed":
      return event.timer === "connection" ? stay({ kind: "plugged", isLapsed: true }) : stay(state);
    case "session.recovered":
      return { state: { kind: "finishing" }, effects: [{ type: "timer.cancel", timer: "connection" }] };
    case "outlet.reopened":
      return reopened(policy);
    default:
      return stay(state);
  }
}

function fromStarting(
  state: SessionState & { kind: "starting" },
  event: SessionEvent,
  policy: SessionPolicy,
): SessionStep {
  switch (event.type) {
    case "meter.captured":
      return event.purpose === "start" ? beginActive(state.authorization, event, policy) : stay(state);
    case "meter.capture-failed":
      // Energy that cannot be measured is not given away.
      return event.purpose === "start"
        ? { state: { kind: "plugged", isLapsed: true }, effects: [{ type: "token.turned-away", why: "meter" }] }
        : stay(state);
    case "vehicle.unplugged":
      return stay(idle);
    case "stop.requested":
      return stay({ kind: "finishing" });
    case "token.accepted":
      return isSameToken(event.authorization.token, state.authorization.token)
        ? stay(state)
        : { state, effects: [{ type: "token.turned-away", why: "busy" }] };
    default:
      return stay(state);
  }
}

/** The 1.6 table leads from Unavailable to Preparing and not to Finishing. */
function reopened(policy: SessionPolicy): SessionStep {
  return {
    state: { kind: "plugged", isLapsed: false },
    effects: awaitOther(policy),
  };
}

function fromFinishing(
  state: SessionState & { kind: "finishing" },
  event: SessionEvent,
  policy: SessionPolicy,
): SessionStep {
  if (state.kept !== undefined) return fromKept(state.kept, event);
  switch (event.type) {
    case "outlet.reopened":
      return reopened(policy);
    case "vehicle.unplugged":
      return stay(idle);
    case "token.accepted":
      return begin(event.authorization);
    default:
      return stay(state);
  }
}

/** Nobody can begin with a cable that is somebody else's; they themselves take it out first. */
function fromKept(kept: KeptPlug, event: SessionEvent): SessionStep {
  switch (event.type) {
    case "vehicle.plugged":
    case "vehicle.unplugged":
      return stay({ kind: "finishing", kept: { ...kept, isVehicleThere: event.type === "vehicle.plugged" } });
    case "plug.released":
      return stay(kept.isVehicleThere ? { kind: "finishing" } : idle);
    case "token.accepted":
      return { state: { kind: "finishing", kept }, effects: [{ type: "token.turned-away", why: "busy" }] };
    default:
      return stay({ kind: "finishing", kept });
  }
}
