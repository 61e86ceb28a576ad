import { assertNever } from "#hal/core/assert-never";
import { type EpochMillis, epochMillis } from "#hal/core/units";
import type {
  FirmwareOrder,
  RunningUpdate,
  SlotState,
  UpdateEnd,
  UpdateState,
} from "#agent/domain/firmware/firmware-update";
import type { FirmwareStatus } from "#agent/domain/notices/notice";

export type UpdateEvent = { readonly at: EpochMillis } & (
  | { readonly type: "ordered"; readonly order: FirmwareOrder }
  /** The process has begun; what was stored is gone on with. */
  | { readonly type: "started"; readonly slot: SlotState }
  /** A date has come, or the wait between two tries is over. */
  | { readonly type: "due" }
  | { readonly type: "downloaded" }
  /** `hasPart` when some of the image came and the next try can go on from there. */
  | { readonly type: "download.failed"; readonly isFinal: boolean; readonly hasPart: boolean; readonly why: string }
  | { readonly type: "verified" }
  | { readonly type: "verification.failed"; readonly why: string }
  | { readonly type: "outlets.busy" }
  | { readonly type: "outlets.free" }
  | { readonly type: "installed"; readonly needsRestart: boolean }
  | { readonly type: "install.failed"; readonly isUnsuitable: boolean; readonly why: string }
  | { readonly type: "proved" }
  | { readonly type: "disproved"; readonly why: string }
);

/** Security white paper, appendix: what an update means for the security of the station. */
export type UpdateSecurityEvent = "FirmwareUpdated" | "InvalidFirmwareSignature";

export interface UpdateStep {
  readonly state: UpdateState;
  /** What the back end is told, in this order. */
  readonly statuses: readonly FirmwareStatus[];
  readonly securityEvent?: UpdateSecurityEvent;
}

/** An installation that ends the process is tried this often: a charger must not reboot for ever. */
const MOST_INSTALLS = 3;

/** What is answered to an order, by how far another one is. What is being written into a slot is not torn out of it any more. */
export function answerOrder(state: UpdateState): "accepted" | "acceptedCanceled" | "rejected" {
  switch (state.kind) {
    case "none":
    case "ended":
      return "accepted";
    case "installing":
    case "restarting":
    case "proving":
    case "reverting":
      return "rejected";
    default:
      return "acceptedCanceled";
  }
}

/** One event of one update. An event that does not belong to the state changes nothing. */
export function updateStep(state: UpdateState, event: UpdateEvent): UpdateStep {
  if (event.type === "ordered")
    return answerOrder(state) === "rejected" ? stay(state) : begin(event.order, event.at, "downloadScheduled");
  switch (state.kind) {
    case "none":
    case "ended":
      return stay(state);
    case "scheduled":
      return event.type === "due" ? begin(state.order, event.at) : stay(state);
    case "downloading":
      return fromDownloading(state, event);
    case "resting":
      return event.type === "due" ? tryAgain(state) : stay(state);
    case "verifying":
      return fromVerifying(state, event);
    case "installScheduled":
      return event.type === "due" ? prepare(state.order, event.at, true) : stay(state);
    case "clearing":
      return fromClearing(state, event);
    case "installing":
      return fromInstalling(state, event);
    case "restarting":
      return fromRestarting(state, event);
    case "proving":
      return fromProving(state, event);
    case "reverting":
      return fromReverting(state, event);
    default:
      return assertNever(state);
  }
}

function begin(order: FirmwareOrder, at: EpochMillis, ...whenLater: readonly FirmwareStatus[]): UpdateStep {
  if (order.retrieveAt > at) return { state: { kind: "scheduled", order }, statuses: whenLater };
  return { state: { kind: "downloading", order, attempt: 1 }, statuses: ["downloading"] };
}

function fromDownloading(state: RunningUpdate & { kind: "downloading" }, event: UpdateEvent): UpdateStep {
  const { order, attempt } = state;
  if (event.type === "downloaded") return received(order, event.at);
  if (event.type !== "download.failed") return stay(state);
  if (event.isFinal || attempt > order.retries) return end(order, "downloadFailed", event);
  const until = epochMillis(event.at + order.retryInterval);
  // Plain 1.6 has no word for a pause: there a download goes on until it is over.
  const isPaused = event.hasPart && order.signed !== undefined;
  return {
    state: { kind: "resting", order, attempt, until, isPaused },
    statuses: isPaused ? ["downloadPaused"] : [],
  };
}

function tryAgain({ order, attempt, isPaused }: RunningUpdate & { kind: "resting" }): UpdateStep {
  return {
    state: { kind: "downloading", order, attempt: attempt + 1 },
    statuses: isPaused ? ["downloading"] : [],
  };
}

function received(order: FirmwareOrder, at: EpochMillis): UpdateStep {
  if (order.signed !== undefined) return { state: { kind: "verifying", order }, statuses: ["downloaded"] };
  const next = prepare(order, at, false);
  return { ...next, statuses: ["downloaded", ...next.statuses] };
}

function fromVerifying(state: RunningUpdate & { kind: "verifying" }, event: UpdateEvent): UpdateStep {
  if (event.type === "verification.failed")
    return { ...end(state.order, "invalidSignature", event), securityEvent: "InvalidFirmwareSignature" };
  if (event.type !== "verified") return stay(state);
  const next = prepare(state.order, event.at, false);
  return { ...next, statuses: ["signatureVerified", ...next.statuses] };
}

function prepare(order: FirmwareOrder, at: EpochMillis, isTold: boolean): UpdateStep {
  if (order.installAt === undefined || order.installAt <= at)
    return { state: { kind: "clearing", order, isTold }, statuses: [] };
  return { state: { kind: "installScheduled", order }, statuses: isTold ? [] : ["installScheduled"] };
}

function fromClearing(state: RunningUpdate & { kind: "clearing" }, event: UpdateEvent): UpdateStep {
  if (event.type === "outlets.free")
    return { state: { kind: "installing", order: state.order, tries: 1 }, statuses: ["installing"] };
  if (event.type !== "outlets.busy" || state.isTold) return stay(state);
  return { state: { ...state, isTold: true }, statuses: ["installScheduled"] };
}

function fromInstalling(state: RunningUpdate & { kind: "installing" }, event: UpdateEvent): UpdateStep {
  const { order, tries } = state;
  switch (event.type) {
    case "installed":
      if (!event.needsRestart) return succeed(order, event.at);
      return { state: { kind: "restarting", order, tries }, statuses: ["installRebooting"] };
    case "install.failed":
      return end(order, event.isUnsuitable ? "installVerificationFailed" : "installationFailed", event);
    case "started":
      return afterBoot(state, event);
    default:
      return stay(state);
  }
}

function fromRestarting(state: RunningUpdate & { kind: "restarting" }, event: UpdateEvent): UpdateStep {
  if (event.type === "started") return afterBoot(state, event);
  return event.type === "install.failed" ? end(state.order, "installationFailed", event) : stay(state);
}

/** The process ended while the image was being written or made the next one to boot. */
function afterBoot(
  { order, tries }: RunningUpdate & { kind: "installing" | "restarting" },
  event: UpdateEvent & { type: "started" },
): UpdateStep {
  if (event.slot === "trial") return { state: { kind: "proving", order }, statuses: [] };
  if (event.slot === "rolledBack") return rolledBack(order, event.at);
  if (tries >= MOST_INSTALLS)
    return end(order, "installationFailed", { at: event.at, why: "each installation ended the program" });
  return { state: { kind: "installing", order, tries: tries + 1 }, statuses: [] };
}

function fromProving(state: RunningUpdate & { kind: "proving" }, event: UpdateEvent): UpdateStep {
  const { order } = state;
  if (event.type === "proved") return succeed(order, event.at);
  if (event.type === "disproved") return { state: { kind: "reverting", order }, statuses: [] };
  if (event.type !== "started" || event.slot === "trial") return stay(state);
  // Settled: it was confirmed, and the power went before that could be written down.
  return event.slot === "rolledBack" ? rolledBack(order, event.at) : succeed(order, event.at);
}

function fromReverting(state: RunningUpdate & { kind: "reverting" }, event: UpdateEvent): UpdateStep {
  return event.type === "started" && event.slot !== "trial" ? rolledBack(state.order, event.at) : stay(state);
}

function rolledBack(order: FirmwareOrder, at: EpochMillis): UpdateStep {
  return end(order, "installationFailed", { at, why: "the new firmware did not work; the one before is back" });
}

function succeed(order: FirmwareOrder, at: EpochMillis): UpdateStep {
  return { ...end(order, "installed", { at }), securityEvent: "FirmwareUpdated" };
}

function end(
  { signed }: FirmwareOrder,
  status: UpdateEnd,
  { at, why }: { readonly at: EpochMillis; readonly why?: string },
): UpdateStep {
  const state: UpdateState = {
    kind: "ended",
    status,
    at,
    ...(signed === undefined ? {} : { requestId: signed.requestId }),
    ...(why === undefined ? {} : { why }),
  };
  return { state, statuses: [status] };
}

function stay(state: UpdateState): UpdateStep {
  return { state, statuses: [] };
}
