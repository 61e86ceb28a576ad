import { assertNever } from "#hal/core/assert-never";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import { type EvseState, holdOf, isDisabled } from "#agent/domain/evse/evse-state";

/** What drivers, operators and lights are told of an outlet: one word out of nine. */
export function projectStatus(state: EvseState): ConnectorStatus {
  if (isDisabled(state)) return "faulted";
  switch (state.session.kind) {
    case "idle":
      if (!state.isOperative) return "unavailable";
      return isReserved(state) ? "reserved" : "available";
    case "plugged":
      if (!state.isOperative) return "unavailable";
      // Somebody has plugged in; whether it is the holder only a token can tell.
      if (isReserved(state)) return "reserved";
      return state.session.isLapsed ? "finishing" : "preparing";
    case "authorized":
    case "starting":
      return "preparing";
    case "active":
      return activeStatus(state, state.session.flow);
    case "ending":
      // Finishing follows the end of the transaction (OCPP 1.6 section 4.9), which is not over until its last reading is taken; a vehicle that
      // has left suspends nothing any more.
      return state.session.cause === "evDisconnected" ? "finishing" : "suspendedEVSE";
    case "finishing":
      return state.isOperative ? "finishing" : "unavailable";
    default:
      return assertNever(state.session);
  }
}

function isReserved({ reservation }: EvseState): boolean {
  return reservation?.isShown === true;
}

function activeStatus(state: EvseState, flow: "awaited" | "flowing" | "stopped"): ConnectorStatus {
  const hold = holdOf(state);
  // 1.6 section 4.10: an unplugged vehicle with an open transaction is SuspendedEV. Where both sides suspend, SuspendedEVSE is reported (section 4.9).
  if (hold === "vehicleAway") return "suspendedEV";
  if (hold !== undefined) return "suspendedEVSE";
  switch (flow) {
    case "flowing":
      return "charging";
    case "stopped":
      return "suspendedEV";
    case "awaited":
      return "preparing";
    default:
      return assertNever(flow);
  }
}
