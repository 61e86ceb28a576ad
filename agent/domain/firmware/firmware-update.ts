import type { EpochMillis, Millis } from "#hal/core/units";
import type { FirmwareStatus } from "#agent/domain/notices/notice";

/** What makes an update a signed one (security white paper L01). */
export interface OrderSignature {
  readonly requestId: number;
  /** Who signed the image: PEM, or the hexadecimal DER of older editions. */
  readonly certificate: string;
  /** Over the whole file, in base64. */
  readonly signature: string;
}

/** What the back end asked for. */
export interface FirmwareOrder {
  /** May hold credentials; never logged or shown. */
  readonly location: string;
  /** A time that has passed means at once. */
  readonly retrieveAt: EpochMillis;
  readonly installAt?: EpochMillis;
  /** Tries after the first one. */
  readonly retries: number;
  readonly retryInterval: Millis;
  readonly signed?: OrderSignature;
}

/** How an update can end. */
export type UpdateEnd = Extract<
  FirmwareStatus,
  "installed" | "downloadFailed" | "invalidSignature" | "installVerificationFailed" | "installationFailed"
>;

export type RunningUpdate =
  | { readonly kind: "scheduled"; readonly order: FirmwareOrder }
  | { readonly kind: "downloading"; readonly order: FirmwareOrder; readonly attempt: number }
  /** Between two tries; `isPaused` when a part of the image is there and the back end has been told so. */
  | {
      readonly kind: "resting";
      readonly order: FirmwareOrder;
      readonly attempt: number;
      readonly until: EpochMillis;
      readonly isPaused: boolean;
    }
  | { readonly kind: "verifying"; readonly order: FirmwareOrder }
  /** Until its date; the outlets are in service. */
  | { readonly kind: "installScheduled"; readonly order: FirmwareOrder }
  /** Until no outlet is in use; nobody can begin any more. `isTold` when the back end knows that the installation waits. */
  | { readonly kind: "clearing"; readonly order: FirmwareOrder; readonly isTold: boolean }
  /** `tries` counts the starts of an installation, so that one which kills the process each time comes to an end. */
  | { readonly kind: "installing"; readonly order: FirmwareOrder; readonly tries: number }
  /** Written; the next boot tries it. */
  | { readonly kind: "restarting"; readonly order: FirmwareOrder; readonly tries: number }
  /** The new firmware runs and has to show that it is well. */
  | { readonly kind: "proving"; readonly order: FirmwareOrder }
  /** It was not well: the next boot is that of the firmware before. */
  | { readonly kind: "reverting"; readonly order: FirmwareOrder };

export type UpdateState =
  | RunningUpdate
  | { readonly kind: "none" }
  | {
      readonly kind: "ended";
      readonly status: UpdateEnd;
      readonly requestId?: number;
      readonly at: EpochMillis;
      /** In plain words, for whoever stands at the charger. */
      readonly why?: string;
    };

/** What a boot found of the image that was installed before it. */
export type SlotState = "settled" | "trial" | "rolledBack";

export function isRunning(state: UpdateState): state is RunningUpdate {
  return state.kind !== "none" && state.kind !== "ended";
}

/** OCPP 1.6 section 4.5: outlets that are not in use are out of service while an installation is due or under way. */
export function holdsOutlets(state: UpdateState): boolean {
  switch (state.kind) {
    case "clearing":
    case "installing":
    case "restarting":
    case "proving":
    case "reverting":
      return true;
    default:
      return false;
  }
}

/** Whether the image on the disk is still wanted. */
export function needsImage(state: UpdateState): boolean {
  return isRunning(state) && state.kind !== "scheduled" && state.kind !== "proving" && state.kind !== "reverting";
}
