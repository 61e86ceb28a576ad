import { fieldsOf, isFields } from "#simulator/csms/payload-fields";

type FieldKind = "text" | "whole" | "list" | "time";

/** What a station's message must bring; OCPP 1.6 section 6 and the security white paper. Optional fields are left alone. */
const requiredFields: Readonly<Record<string, Readonly<Record<string, FieldKind>>>> = {
  Authorize: { idTag: "text" },
  BootNotification: { chargePointVendor: "text", chargePointModel: "text" },
  DataTransfer: { vendorId: "text" },
  DiagnosticsStatusNotification: { status: "text" },
  FirmwareStatusNotification: { status: "text" },
  Heartbeat: {},
  LogStatusNotification: { status: "text" },
  MeterValues: { connectorId: "whole", meterValue: "list" },
  SecurityEventNotification: { type: "text", timestamp: "time" },
  SignCertificate: { csr: "text" },
  SignedFirmwareStatusNotification: { status: "text" },
  StartTransaction: { connectorId: "whole", idTag: "text", meterStart: "whole", timestamp: "time" },
  StatusNotification: { connectorId: "whole", errorCode: "text", status: "text" },
  StopTransaction: { transactionId: "whole", meterStop: "whole", timestamp: "time" },
};

/** Types CiString20 and CiString50 where stations tend to send too much. */
const longest: Readonly<Record<string, number>> = {
  idTag: 20,
  chargePointVendor: 20,
  chargePointModel: 20,
  chargePointSerialNumber: 25,
  firmwareVersion: 50,
  info: 50,
};

export interface Violation {
  readonly code: "NotImplemented" | "FormationViolation" | "OccurrenceConstraintViolation" | "TypeConstraintViolation";
  readonly description: string;
}

/** What is wrong with a station's message, or undefined. The codes are the ones that OCPP-J 1.6 has, in its spelling. */
export function violationIn(action: string, payload: unknown): Violation | undefined {
  const required = Object.hasOwn(requiredFields, action) ? requiredFields[action] : undefined;
  if (required === undefined) return { code: "NotImplemented", description: `${action} is not known here` };
  if (!isFields(payload)) return { code: "FormationViolation", description: "the payload is not an object" };
  for (const [name, kind] of Object.entries(required)) {
    const value = payload[name];
    if (value === undefined) return { code: "OccurrenceConstraintViolation", description: `${name} is missing` };
    if (!isOfKind(value, kind)) return { code: "TypeConstraintViolation", description: `${name} is not a ${kind}` };
  }
  return tooLong(payload);
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "whole":
      return Number.isInteger(value);
    case "list":
      return Array.isArray(value) && value.length > 0;
    case "time":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
  }
}

function tooLong(payload: unknown): Violation | undefined {
  for (const [name, value] of Object.entries(fieldsOf(payload))) {
    const limit = Object.hasOwn(longest, name) ? longest[name] : undefined;
    if (limit === undefined || typeof value !== "string" || value.length <= limit) continue;
    return { code: "TypeConstraintViolation", description: `${name} is longer than ${String(limit)} characters` };
  }
  return undefined;
}
