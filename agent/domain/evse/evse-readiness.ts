import { type EvsePolicy, type EvseState, isDisabled } from "#agent/domain/evse/evse-state";

/** Whether anybody may begin here, whoever it is; whether the outlet is taken is another question. */
export function mayBegin(state: EvseState, policy: EvsePolicy): boolean {
  const { isOperative, isRecovering, isStorageBroken, session } = state;
  if (session.kind === "finishing" && session.kept !== undefined) return false;
  if (state.maintenance !== undefined) return false;
  return isOperative && !isRecovering && !isStorageBroken && !isDisabled(state) && !policy.isChargingForbidden;
}

/** A change of availability waits for these: the 1.6 table knows no way from Preparing to Unavailable. */
export function isBusyForAvailability(state: EvseState): boolean {
  const { kind } = state.session;
  return kind === "starting" || kind === "active" || kind === "ending" || kind === "authorized" || isPreparing(state);
}

function isPreparing(state: EvseState): boolean {
  const isReserved = state.reservation?.isShown === true;
  return state.session.kind === "plugged" && !state.session.isLapsed && state.isOperative && !isReserved;
}
