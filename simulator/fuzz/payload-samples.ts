import type { Schema } from "#simulator/fuzz/message-schemas";

/** What the requests that a charge point serves look like with all their fields, harmless for a transaction that runs on connector 1. */
export function samplePayloads(): Readonly<Record<string, object>> {
  return { ...coreSamples(), ...otherProfiles(), ...securitySamples() };
}

/** Any payload with all the fields of a schema. */
export function anyPayload(schema: Schema): unknown {
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, field]) => [name, anyPayload(field)]),
      );
    case "array":
      return [anyPayload(schema.items ?? {})];
    case "string":
      return schema.format === "date-time" ? EARLIER : (schema.enum?.[0] ?? "x");
    case "boolean":
      return true;
    default:
      return 1;
  }
}

/** Writes that no charger may take: a key that is fixed, or a value that the key cannot have. */
export const refusedSettings: readonly (readonly [key: string, value: string])[] = [
  ...["NumberOfConnectors", "numberofconnectors", "GetConfigurationMaxKeys", "SupportedFeatureProfiles"].map(
    (key) => [key, "1"] as const,
  ),
  ...["-1", "abc", "0x10", "1;2", "NaN", "1e999", "\u0661", "__proto__", "99999999999999999999"].map(
    (value) => ["MeterValueSampleInterval", value] as const,
  ),
  ...["yes", "2", "null", "{}"].map((value) => ["LocalAuthorizeOffline", value] as const),
  ...["Nonsense", "Voltage,Nonsense", "constructor"].map((value) => ["MeterValuesSampledData", value] as const),
];

const LATER = "2099-01-01T00:00:00Z";
const EARLIER = "2020-01-01T00:00:00.000Z";
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9/nothing";

function coreSamples(): Readonly<Record<string, object>> {
  return {
    ChangeAvailability: { connectorId: 99, type: "Operative" },
    ChangeConfiguration: { key: "NoSuchKey", value: "1" },
    ClearCache: {},
    DataTransfer: { vendorId: "example.hostile", messageId: "Anything", data: "text" },
    GetConfiguration: { key: ["HeartbeatInterval", "NoSuchKey"] },
    RemoteStartTransaction: {
      connectorId: 1,
      idTag: "STRANGER",
      chargingProfile: { ...sampleProfile(), chargingProfilePurpose: "TxProfile" },
    },
    RemoteStopTransaction: { transactionId: 123_456_789 },
    Reset: { type: "Soft" },
    UnlockConnector: { connectorId: 99 },
  };
}

function otherProfiles(): Readonly<Record<string, object>> {
  return {
    CancelReservation: { reservationId: 77 },
    ClearChargingProfile: {
      id: 900,
      connectorId: 1,
      chargingProfilePurpose: "TxDefaultProfile",
      stackLevel: 0,
    },
    GetCompositeSchedule: { connectorId: 1, duration: 600, chargingRateUnit: "A" },
    GetDiagnostics: { location: NOWHERE, retries: 0, retryInterval: 1, startTime: EARLIER, stopTime: LATER },
    GetLocalListVersion: {},
    ReserveNow: { connectorId: 1, expiryDate: LATER, idTag: "STRANGER", parentIdTag: "GROUP", reservationId: 77 },
    SendLocalList: {
      listVersion: 5,
      localAuthorizationList: [
        { idTag: "LISTED", idTagInfo: { expiryDate: LATER, parentIdTag: "GROUP", status: "Accepted" } },
      ],
      updateType: "Full",
    },
    SetChargingProfile: { connectorId: 1, csChargingProfiles: sampleProfile() },
    TriggerMessage: { requestedMessage: "Heartbeat", connectorId: 1 },
    UpdateFirmware: { location: NOWHERE, retries: 0, retrieveDate: LATER, retryInterval: 1 },
  };
}

function sampleProfile(): object {
  return {
    chargingProfileId: 900,
    transactionId: 123_456_789,
    stackLevel: 0,
    chargingProfilePurpose: "TxDefaultProfile",
    chargingProfileKind: "Absolute",
    recurrencyKind: "Daily",
    validFrom: EARLIER,
    validTo: LATER,
    chargingSchedule: {
      duration: 86_400,
      startSchedule: EARLIER,
      chargingRateUnit: "A",
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 16, numberPhases: 3 },
        { startPeriod: 60, limit: 10.5, numberPhases: 3 },
      ],
      minChargingRate: 6,
    },
  };
}

function securitySamples(): Readonly<Record<string, object>> {
  return {
    CertificateSigned: { certificateChain: "no certificate" },
    DeleteCertificate: {
      certificateHashData: {
        hashAlgorithm: "SHA256",
        issuerNameHash: "00",
        issuerKeyHash: "00",
        serialNumber: "1",
      },
    },
    ExtendedTriggerMessage: { requestedMessage: "Heartbeat", connectorId: 1 },
    GetInstalledCertificateIds: { certificateType: "CentralSystemRootCertificate" },
    GetLog: {
      log: { remoteLocation: NOWHERE, oldestTimestamp: EARLIER, latestTimestamp: LATER },
      logType: "SecurityLog",
      requestId: 1,
      retries: 0,
      retryInterval: 1,
    },
    InstallCertificate: { certificateType: "ManufacturerRootCertificate", certificate: "no certificate" },
    SignedUpdateFirmware: {
      retries: 0,
      retryInterval: 1,
      requestId: 1,
      firmware: {
        location: NOWHERE,
        retrieveDateTime: LATER,
        installDateTime: LATER,
        signingCertificate: "no certificate",
        signature: "AAAA",
      },
    },
  };
}

/** The requests that a charge point serves. */
export const servedActions: ReadonlySet<string> = new Set([
  ...Object.keys(coreSamples()),
  ...Object.keys(otherProfiles()),
  ...Object.keys(securitySamples()),
]);

/** Those of them that a charge point may have switched off as a whole; all others every one has that offers its six profiles. */
export const optionalActions: ReadonlySet<string> = new Set([
  ...Object.keys(securitySamples()),
  "GetDiagnostics",
  "UpdateFirmware",
]);
