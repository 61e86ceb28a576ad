import { seconds, wattHours } from "#hal/core/units";
import { beginEnding } from "#agent/domain/session/ending-session";
import { takeSamples } from "#agent/domain/session/take-samples";
import type {
  Authorization,
  SessionEvent,
  SessionPolicy,
  SessionState,
  SessionStep,
} from "#agent/domain/session/session-state";

/** How long a state stays Preparing although energy is offered: a healthy vehicle answers within seconds. */
const VEHICLE_PATIENCE = seconds(10);

type Active = SessionState & { kind: "active" };

export function beginActive(
  authorization: Authorization,
  captured: SessionEvent & { type: "meter.captured" },
  policy: SessionPolicy,
): SessionStep {
  return {
    state: {
      kind: "active",
      flow: "awaited",
      transaction: {
        ...authorization,
        id: captured.transactionId,
        startedAt: captured.at,
        meterStart: captured.energy,
        meterNow: captured.energy,
        nextSeqNo: 1,
        isTokenHeld: false,
        isPlugged: true,
      },
    },
    effects: [
      {
        type: "fact",
        fact: {
          type: "transaction.started",
          transactionId: captured.transactionId,
          evse: policy.evse,
          seqNo: 0,
          at: captured.at,
          token: authorization.token,
          meterStart: captured.energy,
          ...(authorization.reservationId === undefined ? {} : { reservationId: authorization.reservationId }),
        },
      },
      { type: "timer.start", timer: "awaitVehicle", delay: VEHICLE_PATIENCE },
    ],
  };
}

export function activeStep(state: Active, event: SessionEvent, policy: SessionPolicy): SessionStep {
  switch (event.type) {
    case "energy.started":
      return { state: { ...state, flow: "flowing" }, effects: [{ type: "timer.cancel", timer: "awaitVehicle" }] };
    case "energy.stopped":
      return { state: { ...state, flow: "stopped" }, effects: [] };
    case "session.timer-elapsed":
      return event.timer === "awaitVehicle" && state.flow === "awaited"
        ? { state: { ...state, flow: "stopped" }, effects: [] }
        : { state, effects: [] };
    case "vehicle.unplugged":
      return policy.stopOnEvDisconnect
        ? beginEnding({ ...state, transaction: { ...state.transaction, isPlugged: false } }, "evDisconnected")
        : withTransaction(state, { isPlugged: false });
    case "vehicle.plugged":
      return withTransaction(state, { isPlugged: true });
    case "stop.requested":
      return beginEnding(state, event.cause, event.token);
    case "token.accepted":
      return { state, effects: [{ type: "token.turned-away", why: "busy" }] };
    case "token.answered":
      return answered(state, event, policy);
    case "samples.taken":
      return takeSamples(state, event, policy);
    case "meter.seen":
      return seen(state, event);
    case "meter.noted":
      return noted(state, event);
    default:
      return { state, effects: [] };
  }
}

function withTransaction(state: Active, change: Partial<Active["transaction"]>): SessionStep {
  return { state: { ...state, transaction: { ...state.transaction, ...change } }, effects: [] };
}

function answered(state: Active, event: SessionEvent & { type: "token.answered" }, policy: SessionPolicy): SessionStep {
  if (event.transactionId !== state.transaction.id) return { state, effects: [] };
  // The parent of the starting token may be told only now.
  const parent = event.parent === undefined ? {} : { parent: event.parent };
  const told: Active = { ...state, transaction: { ...state.transaction, ...parent } };
  if (event.status === "accepted") return { state: withoutAllowance(told, false), effects: [] };
  return policy.stopOnInvalidToken ? beginEnding(told, "deauthorized") : refused(told, policy);
}

/** OCPP 1.6 errata 3.5: no energy, or only so much, and the transaction goes on. What has been granted once is not granted again. */
function refused(state: Active, { maxEnergyOnInvalidToken }: SessionPolicy): SessionStep {
  const { meterNow, allowedUntil, isTokenHeld } = state.transaction;
  if (isTokenHeld || allowedUntil !== undefined) return { state, effects: [] };
  return maxEnergyOnInvalidToken > 0
    ? withTransaction(state, { allowedUntil: wattHours(meterNow + maxEnergyOnInvalidToken) })
    : withTransaction(state, { isTokenHeld: true });
}

function seen(state: Active, { energy }: SessionEvent & { type: "meter.seen" }): SessionStep {
  const { allowedUntil } = state.transaction;
  const isUsedUp = allowedUntil !== undefined && energy >= allowedUntil;
  return { state: isUsedUp ? withoutAllowance(state, true) : state, effects: [] };
}

function withoutAllowance(state: Active, isTokenHeld: boolean): Active {
  const { allowedUntil: _done, ...transaction } = state.transaction;
  return { ...state, transaction: { ...transaction, isTokenHeld } };
}

function noted(state: Active, event: SessionEvent & { type: "meter.noted" }): SessionStep {
  const { transaction } = state;
  if (event.transactionId !== transaction.id || event.energy < transaction.meterNow) return { state, effects: [] };
  const { energy, at } = event;
  return {
    state: { ...state, transaction: { ...transaction, meterNow: energy } },
    effects: [{ type: "meter.checkpoint", energy, at }],
  };
}
