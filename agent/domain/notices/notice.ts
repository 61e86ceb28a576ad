import type { EpochMillis } from "#hal/core/units";

/** How far an upload of diagnostics is (OCPP 1.6 section 7.24). */
export type DiagnosticsStatus = "idle" | "uploading" | "uploaded" | "uploadFailed";

/** How far an upload of a log is (security white paper, UploadLogStatusEnumType). */
export type LogStatus =
  "idle" | "uploading" | "uploaded" | "uploadFailure" | "badMessage" | "notSupportedOperation" | "permissionDenied";

/** How far an update of the firmware is: the words of the security white paper, of which plain 1.6 knows a part. */
export const firmwareStatuses = [
  "idle",
  "downloadScheduled",
  "downloading",
  "downloadPaused",
  "downloaded",
  "downloadFailed",
  "signatureVerified",
  "invalidSignature",
  "installScheduled",
  "installing",
  "installRebooting",
  "installVerificationFailed",
  "installationFailed",
  "installed",
] as const;
export type FirmwareStatus = (typeof firmwareStatuses)[number];

/** Something that touches the station's security; `event` is one of the names of OCPP 2.x. */
export interface SecurityEvent {
  readonly type: "security.event";
  readonly event: string;
  readonly at: EpochMillis;
  /** The standard asks that these reach the back end; others are only noted in the security log. */
  readonly isCritical: boolean;
  /** At most 255 characters are told. */
  readonly info?: string;
}

/**
 * What the back end is told beside transactions and states: once, in order, and kept over restarts until it has been answered.
 * A request id is there where the request that began it had one.
 */
export type Notice =
  | { readonly type: "diagnostics.status"; readonly status: DiagnosticsStatus }
  | { readonly type: "log.status"; readonly status: LogStatus; readonly requestId?: number }
  | FirmwareNotice
  | SecurityEvent;

export interface FirmwareNotice {
  readonly type: "firmware.status";
  readonly status: FirmwareStatus;
  readonly requestId?: number;
  /** In the words of a signed update also without a request id, when it was asked for so. */
  readonly isSigned?: true;
}

/** One that tells how far something is. */
export type ActivityNotice = Exclude<Notice, SecurityEvent>;

/** What the back end can ask after. */
export type Activity = "diagnostics" | "log" | "firmware";
