import {
  type Check,
  type Expectation,
  fits,
  listOf,
  natural,
  oneOf,
  problemsOf,
  text,
  time,
  whole,
} from "#test/support/independent-checks";

/** What OCPP 1.6 edition 2 says of each request that a charger sends, written down by hand from its tables; not derived from the schemas of any library. */
const connectorStatus = oneOf(
  "Available",
  "Preparing",
  "Charging",
  "SuspendedEVSE",
  "SuspendedEV",
  "Finishing",
  "Reserved",
  "Unavailable",
  "Faulted",
);
const errorCode = oneOf(
  "ConnectorLockFailure",
  "EVCommunicationError",
  "GroundFailure",
  "HighTemperature",
  "InternalError",
  "LocalListConflict",
  "NoError",
  "OtherError",
  "OverCurrentFailure",
  "PowerMeterFailure",
  "PowerSwitchFailure",
  "ReaderFailure",
  "ResetFailure",
  "UnderVoltage",
  "OverVoltage",
  "WeakSignal",
);
const contexts = oneOf(
  "Interruption.Begin",
  "Interruption.End",
  "Other",
  "Sample.Clock",
  "Sample.Periodic",
  "Transaction.Begin",
  "Transaction.End",
  "Trigger",
);
const measurands = oneOf(
  ...["Active.Export", "Active.Import", "Reactive.Export", "Reactive.Import"].flatMap((kind) => [
    `Energy.${kind}.Register`,
    `Energy.${kind}.Interval`,
    `Power.${kind}`,
  ]),
  ...["Power.Factor", "Power.Offered", "Current.Import", "Current.Export", "Current.Offered"],
  ...["Voltage", "Frequency", "Temperature", "SoC", "RPM"],
);
const units = oneOf(
  ...["Wh", "kWh", "varh", "kvarh", "W", "kW", "VA", "kVA", "var", "kvar", "A", "V", "K"],
  ...["Celcius", "Celsius", "Fahrenheit", "Percent"],
);
const phases = oneOf("L1", "L2", "L3", "N", "L1-N", "L2-N", "L3-N", "L1-L2", "L2-L3", "L3-L1");
const decimal: Check = (value) => typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);

/** `context` and `measurand` have defaults in the norm; this charger promises to write them out. */
const sampledValue = fits({
  required: { value: decimal, context: contexts, measurand: measurands },
  optional: {
    format: oneOf("Raw"),
    phase: phases,
    location: oneOf("Body", "Cable", "EV", "Inlet", "Outlet"),
    unit: units,
  },
});
const meterValue = fits({ required: { timestamp: time, sampledValue: listOf(sampledValue) } });

const firmwareWords = [
  "Downloaded",
  "DownloadFailed",
  "Downloading",
  "Idle",
  "InstallationFailed",
  "Installing",
  "Installed",
];
const firmwareStatus = oneOf(...firmwareWords);
const signedFirmwareStatus = oneOf(
  ...firmwareWords,
  ...["DownloadScheduled", "DownloadPaused", "InstallRebooting", "InstallScheduled", "InstallVerificationFailed"],
  ...["InvalidSignature", "SignatureVerified"],
);

const expectations: Readonly<Record<string, Expectation>> = {
  BootNotification: {
    required: { chargePointVendor: text(20), chargePointModel: text(20) },
    optional: {
      chargePointSerialNumber: text(25),
      chargeBoxSerialNumber: text(25),
      firmwareVersion: text(50),
      iccid: text(20),
      imsi: text(20),
      meterType: text(25),
      meterSerialNumber: text(25),
    },
  },
  Heartbeat: { required: {} },
  Authorize: { required: { idTag: text(20) } },
  StatusNotification: {
    required: { connectorId: natural, errorCode, status: connectorStatus },
    optional: { info: text(50), timestamp: time, vendorId: text(255), vendorErrorCode: text(50) },
  },
  StartTransaction: {
    required: {
      connectorId: (value) => natural(value) && value !== 0,
      idTag: text(20),
      meterStart: whole,
      timestamp: time,
    },
    optional: { reservationId: whole },
  },
  MeterValues: {
    required: { connectorId: natural, meterValue: listOf(meterValue) },
    optional: { transactionId: whole },
  },
  StopTransaction: {
    required: { meterStop: whole, timestamp: time, transactionId: whole },
    optional: {
      idTag: text(20),
      reason: oneOf(
        "DeAuthorized",
        "EmergencyStop",
        "EVDisconnected",
        "HardReset",
        "Local",
        "Other",
        "PowerLoss",
        "Reboot",
        "Remote",
        "SoftReset",
        "UnlockCommand",
      ),
      transactionData: listOf(meterValue),
    },
  },
  DataTransfer: { required: { vendorId: text(255) }, optional: { messageId: text(50), data: text(100_000) } },
  FirmwareStatusNotification: { required: { status: firmwareStatus } },
  DiagnosticsStatusNotification: { required: { status: oneOf("Idle", "Uploaded", "UploadFailed", "Uploading") } },
  // The security white paper, edition 3.
  SecurityEventNotification: { required: { type: text(50), timestamp: time }, optional: { techInfo: text(255) } },
  SignCertificate: { required: { csr: text(5500) } },
  LogStatusNotification: {
    required: {
      status: oneOf(
        ...[
          "BadMessage",
          "Idle",
          "NotSupportedOperation",
          "PermissionDenied",
          "Uploaded",
          "UploadFailure",
          "Uploading",
        ],
      ),
    },
    optional: { requestId: whole },
  },
  SignedFirmwareStatusNotification: { required: { status: signedFirmwareStatus }, optional: { requestId: whole } },
};

export const chargersRequests: ReadonlySet<string> = new Set(Object.keys(expectations));

/** What is wrong with a request of a charger; nothing when all is well. */
export function requestProblems(action: string, payload: unknown): readonly string[] {
  const expectation = expectations[action];
  if (expectation === undefined) return [`${action} is nothing that a charger sends`];
  return problemsOf(expectation, payload).map((problem) => `${action}: ${problem} in ${JSON.stringify(payload)}`);
}
