import { epochMillis } from "#hal/core/units";
import type { DiagnosticsStatus, FirmwareStatus, LogStatus, Notice } from "#agent/domain/notices/notice";
import { corruptRow, FieldReader, parseBody, type RowPlace } from "#agent/store/field-reader";

/** The number of the layout in which notices are written now; the decoder keeps reading older ones. */
export const noticeFormat = 1;

export function encodeNotice(notice: Notice): string {
  return JSON.stringify(notice);
}

/** @throws AgentError `store.corrupt-row` */
export function decodeNotice(place: RowPlace, format: number, body: string): Notice {
  if (format !== noticeFormat) throw corruptRow(place, "format");
  const fields = new FieldReader(place, parseBody(place, body));
  const type = fields.oneOf("type", types);
  const requestId = fields.has("requestId") ? { requestId: fields.integer("requestId") } : {};
  switch (type) {
    case "diagnostics.status":
      return { type, status: fields.oneOf("status", diagnosticsStatuses) };
    case "log.status":
      return { type, status: fields.oneOf("status", logStatuses), ...requestId };
    case "firmware.status":
      return { type, status: fields.oneOf("status", firmwareStatuses), ...requestId };
    case "security.event":
      return decodeSecurityEvent(fields);
  }
}

function decodeSecurityEvent(fields: FieldReader): Notice {
  const info = fields.optionalText("info");
  return {
    type: "security.event",
    event: fields.text("event"),
    at: epochMillis(fields.number("at")),
    isCritical: fields.flag("isCritical"),
    ...(info === undefined ? {} : { info }),
  };
}

const types = {
  "diagnostics.status": true,
  "log.status": true,
  "firmware.status": true,
  "security.event": true,
} as const satisfies Readonly<Record<Notice["type"], true>>;

const diagnosticsStatuses = {
  idle: true,
  uploading: true,
  uploaded: true,
  uploadFailed: true,
} as const satisfies Readonly<Record<DiagnosticsStatus, true>>;

const logStatuses = {
  idle: true,
  uploading: true,
  uploaded: true,
  uploadFailure: true,
  badMessage: true,
  notSupportedOperation: true,
  permissionDenied: true,
} as const satisfies Readonly<Record<LogStatus, true>>;

const firmwareStatuses = {
  idle: true,
  downloadScheduled: true,
  downloading: true,
  downloadPaused: true,
  downloaded: true,
  downloadFailed: true,
  signatureVerified: true,
  invalidSignature: true,
  installScheduled: true,
  installing: true,
  installRebooting: true,
  installVerificationFailed: true,
  installationFailed: true,
  installed: true,
} as const satisfies Readonly<Record<FirmwareStatus, true>>;
