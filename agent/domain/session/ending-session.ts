import { type EpochMillis, epochMillis, seconds, type WattHours, wattHours } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type {
  KeptPlug,
  SessionEvent,
  SessionPolicy,
  SessionState,
  SessionStep,
  UnknownEnergy,
} from "#agent/domain/session/session-state";
import { takeSamples } from "#agent/domain/session/take-samples";
import type { StopCause } from "#agent/domain/transaction/station-fact";

/** Longer than the time in which the contactor must have opened (drain 6 s, then the weld check 3 s): a transaction ends in any case. */
const ENDING_LIMIT = seconds(10);

type Ending = SessionState & { kind: "ending" };

/** The energy goes first, then the meter is read, then the transaction is over. */
export function beginEnding(state: SessionState & { kind: "active" }, cause: StopCause, token?: IdToken): SessionStep {
  const ending = {
    kind: "ending",
    transaction: state.transaction,
    cause,
    ...(token === undefined ? {} : { token }),
  } as const;
  if (state.flow !== "flowing") return capture(ending);
  return {
    state: { ...ending, stage: "draining" },
    effects: [
      { type: "timer.cancel", timer: "awaitVehicle" },
      { type: "timer.start", timer: "ending", delay: ENDING_LIMIT },
    ],
  };
}

function capture(ending: Omit<Ending, "stage">): SessionStep {
  return {
    state: { ...ending, stage: "capturing" },
    effects: [
      { type: "timer.cancel", timer: "awaitVehicle" },
      { type: "timer.cancel", timer: "ending" },
      { type: "meter.capture", purpose: "stop" },
    ],
  };
}

export function endingStep(state: Ending, event: SessionEvent, policy: SessionPolicy): SessionStep {
  switch (event.type) {
    case "vehicle.plugged":
    case "vehicle.unplugged":
      return {
        state: { ...state, transaction: { ...state.transaction, isPlugged: event.type === "vehicle.plugged" } },
        effects: [],
      };
    case "energy.stopped":
      return state.stage === "draining" ? capture(state) : { state, effects: [] };
    case "session.timer-elapsed":
      return event.timer === "ending" && state.stage === "draining"
        ? capture({ ...state, mayFlowOn: true })
        : { state, effects: [] };
    case "meter.captured":
      return event.purpose === "stop" ? ended(state, event, policy) : { state, effects: [] };
    case "meter.capture-failed":
      return event.purpose === "stop"
        ? ended(state, { energy: state.transaction.meterNow, at: event.at, unbilled: nobodyCouldRead }, policy)
        : { state, effects: [] };
    case "samples.taken":
      return takeSamples(state, event, policy);
    case "token.accepted":
      return { state, effects: [{ type: "token.turned-away", why: "busy" }] };
    default:
      return { state, effects: [] };
  }
}

const nobodyCouldRead: UnknownEnergy = { energy: wattHours(0), why: "meter-silent" };
const nobodySawItEnd: UnknownEnergy = { energy: wattHours(0), why: "contactor-closed" };

function ended(
  state: Ending,
  reading: { readonly energy: WattHours; readonly at: EpochMillis; readonly unbilled?: UnknownEnergy },
  policy: SessionPolicy,
): SessionStep {
  const { transaction } = state;
  const kept = keptPlug(state, policy);
  const unbilled = reading.unbilled ?? (state.mayFlowOn === true ? nobodySawItEnd : undefined);
  return {
    state: kept !== undefined ? { kind: "finishing", kept } : { kind: transaction.isPlugged ? "finishing" : "idle" },
    effects: [
      {
        type: "fact",
        fact: {
          type: "transaction.ended",
          transactionId: transaction.id,
          evse: policy.evse,
          seqNo: transaction.nextSeqNo,
          // Clocks of chargers are set back now and then; a transaction that ends before it began is refused everywhere.
          at: epochMillis(Math.max(reading.at, transaction.startedAt)),
          // A register never runs backwards; one that does is reported as a fault and not billed.
          meterStop: wattHours(Math.max(reading.energy, transaction.meterNow)),
          cause: state.cause,
          ...(state.token === undefined ? {} : { token: state.token }),
        },
        ...(unbilled === undefined ? {} : { unbilled }),
      },
    ],
  };
}

/**
 * OCPP 1.6 errata 3.5 for a token that was refused, section 9.1.28 for a vehicle that has left: the cable belongs to somebody, and only they may
 * take it.
 */
function keptPlug({ transaction, cause }: Ending, policy: SessionPolicy): KeptPlug | undefined {
  const isKept = cause === "deauthorized" || (cause === "evDisconnected" && !policy.unlocksOnEvDisconnect);
  if (!policy.hasLock || !isKept) return undefined;
  const { token, parent, isPlugged: isVehicleThere } = transaction;
  return { token, ...(parent === undefined ? {} : { parent }), isVehicleThere };
}
