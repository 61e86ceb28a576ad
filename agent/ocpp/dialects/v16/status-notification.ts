import type { FaultCode } from "#hal/core/charging";
import { isoTime } from "#hal/core/units";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { StatusNotice, StatusReport } from "#agent/ports/csms-client";
import type { OutgoingCall } from "#agent/ocpp/dialects/dialect";
import type { Request } from "#agent/ocpp/dialects/v16/route-16";

type ErrorCode = Request<"StatusNotification">["errorCode"];
type Status = Request<"StatusNotification">["status"];

export const statuses16 = {
  available: "Available",
  preparing: "Preparing",
  charging: "Charging",
  suspendedEV: "SuspendedEV",
  suspendedEVSE: "SuspendedEVSE",
  finishing: "Finishing",
  reserved: "Reserved",
  unavailable: "Unavailable",
  faulted: "Faulted",
} as const satisfies Record<ConnectorStatus, Status>;

/** OCPP 1.6 section 7.6; what it has no word for is OtherError, and vendorErrorCode always carries our own. */
export const errorCodes16 = {
  "board.silent": "InternalError",
  "board.pilot": "EVCommunicationError",
  "board.diode": "EVCommunicationError",
  "board.ground": "GroundFailure",
  "board.residual-current": "GroundFailure",
  "board.self-test": "InternalError",
  "board.contactor-welded": "PowerSwitchFailure",
  "board.contactor-open": "PowerSwitchFailure",
  "outlet.stray-energy": "PowerSwitchFailure",
  "board.over-temperature": "HighTemperature",
  "board.over-current": "OverCurrentFailure",
  "board.ventilation": "OtherError",
  "lock.jammed": "ConnectorLockFailure",
  "meter.silent": "PowerMeterFailure",
  "meter.implausible": "PowerMeterFailure",
  "reader.silent": "ReaderFailure",
  "reported.fault": "OtherError",
  "reported.warning": "OtherError",
} as const satisfies Record<FaultCode, ErrorCode>;

const notices16 = {
  localListConflict: "LocalListConflict",
  resetFailure: "ResetFailure",
} as const satisfies Record<StatusNotice, ErrorCode>;

/** Every word of section 7.6 but NoError: a source outside may report any of them. */
export const reportedCodes = [
  "ConnectorLockFailure",
  "EVCommunicationError",
  "GroundFailure",
  "HighTemperature",
  "InternalError",
  "LocalListConflict",
  "OtherError",
  "OverCurrentFailure",
  "OverVoltage",
  "PowerMeterFailure",
  "PowerSwitchFailure",
  "ReaderFailure",
  "ResetFailure",
  "UnderVoltage",
  "WeakSignal",
] as const satisfies readonly ErrorCode[];

/** OCPP 1.6 section 7.6 allows EVCommunicationError with these only. */
const withEvTrouble: ReadonlySet<ConnectorStatus> = new Set<ConnectorStatus>([
  "preparing",
  "suspendedEV",
  "suspendedEVSE",
  "finishing",
]);
/** OCPP 1.6 section 4.9: connector 0 is one of these and nothing else. */
const ofStation: ReadonlySet<ConnectorStatus> = new Set<ConnectorStatus>(["available", "unavailable", "faulted"]);

const TEXT_LENGTH = 50;

export function encodeStatus16(report: StatusReport): OutgoingCall {
  const status = report.evse === 0 && !ofStation.has(report.status) ? "available" : report.status;
  const info = (report.info ?? report.fault?.detail ?? "").slice(0, TEXT_LENGTH);
  const payload: Request<"StatusNotification"> = {
    connectorId: report.evse,
    errorCode: report.notice === undefined ? errorCode(status, report.fault) : notices16[report.notice],
    status: statuses16[status],
    timestamp: isoTime(report.at),
    ...(info === "" ? {} : { info }),
    ...(report.fault === undefined
      ? {}
      : { vendorErrorCode: (report.fault.words?.own ?? report.fault.code).slice(0, TEXT_LENGTH) }),
  };
  return { action: "StatusNotification", payload };
}

function errorCode(status: ConnectorStatus, fault: StatusReport["fault"]): ErrorCode {
  if (fault === undefined) return status === "faulted" ? "OtherError" : "NoError";
  // Whoever reports a fault in the norm's own word has chosen it.
  const reported = reportedCodes.find((word) => word === fault.words?.shared);
  if (reported !== undefined) return reported;
  const code = errorCodes16[fault.code];
  return code === "EVCommunicationError" && !withEvTrouble.has(status) ? "OtherError" : code;
}
