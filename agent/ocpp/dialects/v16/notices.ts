import { isoTime } from "#hal/core/units";
import { assertNever } from "#hal/core/assert-never";
import type { FirmwareStatus, LogStatus, Notice, SecurityEvent } from "#agent/domain/notices/notice";
import type { OutgoingCall } from "#agent/ocpp/dialects/dialect";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";

type FirmwareWord = Request<"FirmwareStatusNotification">["status"];
type SignedFirmwareWord = Request<"SignedFirmwareStatusNotification">["status"];

/** OCPP 1.6 section 7.24. */
const diagnosticsWords = {
  idle: "Idle",
  uploading: "Uploading",
  uploaded: "Uploaded",
  uploadFailed: "UploadFailed",
} as const;

const logWords: Readonly<Record<LogStatus, Request<"LogStatusNotification">["status"]>> = {
  idle: "Idle",
  uploading: "Uploading",
  uploaded: "Uploaded",
  uploadFailure: "UploadFailure",
  badMessage: "BadMessage",
  notSupportedOperation: "NotSupportedOperation",
  permissionDenied: "PermissionDenied",
};

const signedFirmwareWords: Readonly<Record<FirmwareStatus, SignedFirmwareWord>> = {
  idle: "Idle",
  downloadScheduled: "DownloadScheduled",
  downloading: "Downloading",
  downloadPaused: "DownloadPaused",
  downloaded: "Downloaded",
  downloadFailed: "DownloadFailed",
  signatureVerified: "SignatureVerified",
  invalidSignature: "InvalidSignature",
  installScheduled: "InstallScheduled",
  installing: "Installing",
  installRebooting: "InstallRebooting",
  installVerificationFailed: "InstallVerificationFailed",
  installationFailed: "InstallationFailed",
  installed: "Installed",
};

/** OCPP 1.6 section 7.25 knows the plain course only: what it has no word for is not told, and a failed check is a failed installation. */
const firmwareWords: Readonly<Partial<Record<FirmwareStatus, FirmwareWord>>> = {
  idle: "Idle",
  downloading: "Downloading",
  downloaded: "Downloaded",
  downloadFailed: "DownloadFailed",
  installing: "Installing",
  invalidSignature: "InstallationFailed",
  installVerificationFailed: "InstallationFailed",
  installationFailed: "InstallationFailed",
  installed: "Installed",
};

/** A firmware status with a request id belongs to a signed update (security white paper L01). */
export function notice16(notice: Notice): OutgoingCall | undefined {
  switch (notice.type) {
    case "diagnostics.status":
      return diagnosticsStatus({ status: diagnosticsWords[notice.status] });
    case "log.status":
      return logStatus({ status: logWords[notice.status], ...requestIdOf(notice) });
    case "firmware.status":
      return notice.requestId === undefined && notice.isSigned !== true
        ? plainFirmwareStatus(notice.status)
        : signedFirmwareStatus({ status: signedFirmwareWords[notice.status], ...requestIdOf(notice) });
    case "security.event":
      return securityEvent(notice);
    default:
      return assertNever(notice);
  }
}

function diagnosticsStatus(payload: Request<"DiagnosticsStatusNotification">): OutgoingCall {
  return { action: "DiagnosticsStatusNotification", payload };
}

function logStatus(payload: Request<"LogStatusNotification">): OutgoingCall {
  return { action: "LogStatusNotification", payload };
}

function signedFirmwareStatus(payload: Request<"SignedFirmwareStatusNotification">): OutgoingCall {
  return { action: "SignedFirmwareStatusNotification", payload };
}

function plainFirmwareStatus(status: FirmwareStatus): OutgoingCall | undefined {
  const word = firmwareWords[status];
  if (word === undefined) return undefined;
  const payload: Request<"FirmwareStatusNotification"> = { status: word };
  return { action: "FirmwareStatusNotification", payload };
}

/** Where OCPP 1.6 has another word than 2.x, by which the events are called here. */
const eventWords16: Readonly<Record<string, string>> = {
  FailedToAuthenticateAtCsms: "FailedToAuthenticateAtCentralSystem",
  CsmsFailedToAuthenticate: "CentralSystemFailedToAuthenticate",
  InvalidCsmsCertificate: "InvalidCentralSystemCertificate",
  InvalidChargingStationCertificate: "InvalidChargePointCertificate",
};

function securityEvent({ event, at, info }: SecurityEvent): OutgoingCall {
  const payload: Request<"SecurityEventNotification"> = {
    type: (eventWords16[event] ?? event).slice(0, 50),
    timestamp: isoTime(at),
    ...(info === undefined ? {} : { techInfo: info.slice(0, 255) }),
  };
  return { action: "SecurityEventNotification", payload };
}

function requestIdOf({ requestId }: { readonly requestId?: number }): { readonly requestId?: number } {
  return requestId === undefined ? {} : { requestId };
}
