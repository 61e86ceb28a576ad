import { refusedSettings } from "#simulator/fuzz/payload-samples";

/** The charger of the harness has one connector, on which its transaction runs. */
const CONNECTORS = 1;

const realKeys: ReadonlySet<unknown> = new Set(refusedSettings.map(([key]) => key));

/** A well-formed request that would end, restart or silence what the harness watches, as is its right. */
export function isDisruptive(action: string, payload: unknown): boolean {
  switch (action) {
    case "Reset":
      return true;
    case "UnlockConnector":
      return field(payload, "connectorId") === 1;
    case "UpdateFirmware":
      return !isFar(field(payload, "retrieveDate"));
    default:
      return false;
  }
}

/** What the answer's status must be where it matters, or that there is no such connector, for which SetChargingProfile has no status (errata 3.39). */
export function statusesOf(action: string, payload: unknown): readonly string[] | "noSuchConnector" | undefined {
  const connector = field(payload, "connectorId");
  switch (action) {
    case "SetChargingProfile":
      return typeof connector === "number" && (connector < 0 || connector > CONNECTORS) ? "noSuchConnector" : undefined;
    case "RemoteStartTransaction":
    case "RemoteStopTransaction":
      return ["Rejected"];
    case "ReserveNow":
      return ["Occupied", "Rejected"];
    case "UnlockConnector":
      return ["NotSupported"];
    case "ChangeAvailability":
      return typeof connector === "number" && (connector < 0 || connector > CONNECTORS) ? ["Rejected"] : undefined;
    case "DataTransfer":
      return ["UnknownVendorId"];
    case "ChangeConfiguration":
      return realKeys.has(field(payload, "key")) ? ["Rejected"] : ["NotSupported"];
    default:
      return undefined;
  }
}

function isFar(time: unknown): boolean {
  return typeof time === "string" && /^(2099|9999)-/.test(time);
}

function field(payload: unknown, name: string): unknown {
  if (typeof payload !== "object" || payload === null) return undefined;
  return new Map<string, unknown>(Object.entries(payload)).get(name);
}
