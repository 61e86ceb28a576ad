import { assertNever } from "#hal/core/assert-never";
import { isRunning, type UpdateState } from "#agent/domain/firmware/firmware-update";
import type { FirmwareStatus } from "#agent/domain/notices/notice";

/** The last word that the back end was told of the update. */
export function statusOf(state: UpdateState): FirmwareStatus {
  switch (state.kind) {
    case "none":
      return "idle";
    case "ended":
      return state.status;
    case "scheduled":
      return "downloadScheduled";
    case "downloading":
      return "downloading";
    case "resting":
      return state.isPaused ? "downloadPaused" : "downloading";
    case "verifying":
      return "downloaded";
    case "installScheduled":
      return "installScheduled";
    case "clearing":
      if (state.isTold) return "installScheduled";
      return state.order.signed === undefined ? "downloaded" : "signatureVerified";
    case "installing":
      return "installing";
    case "restarting":
    case "proving":
    case "reverting":
      return "installRebooting";
    default:
      return assertNever(state);
  }
}

/**
 * What is told when the back end asks. Signed (security white paper L01): the last word, and Idle when it was Installed. Plain (OCPP 1.6 section 7.25): Idle as long
 * as nothing is done, else the nearest of the few words that there are.
 */
export function triggeredStatus(state: UpdateState): { readonly status: FirmwareStatus; readonly requestId?: number } {
  const requestId = requestIdOf(state);
  if (requestId === undefined) return { status: plainWord(state) };
  const status = statusOf(state);
  return status === "installed" ? { status: "idle" } : { status, requestId };
}

/** Undefined for a plain update, and when there is none. */
export function requestIdOf(state: UpdateState): number | undefined {
  if (isRunning(state)) return state.order.signed?.requestId;
  return state.kind === "ended" ? state.requestId : undefined;
}

function plainWord(state: UpdateState): FirmwareStatus {
  switch (state.kind) {
    case "none":
    case "ended":
    case "scheduled":
      return "idle";
    case "installScheduled":
    case "clearing":
      return "downloaded";
    case "restarting":
    case "proving":
    case "reverting":
      return "installing";
    default:
      return statusOf(state);
  }
}
