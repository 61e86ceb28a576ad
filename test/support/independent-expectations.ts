/** What OCPP 1.6 edition 2 says of each request, written down by hand from its tables; not derived from the schemas of any library. */
type Check = (value: unknown) => boolean;

interface Expectation {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
}

const text =
  (longest: number): Check =>
  (value) =>
    typeof value === "string" && value.length >= 1 && value.length <= longest;
const whole: Check = (value) => Number.isInteger(value);
const natural: Check = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0;
const time: Check = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check);

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
const sampledValue: Check = (value) =>
  problemsOf(
    {
      required: { value: decimal, context: contexts, measurand: measurands },
      optional: {
        format: oneOf("Raw"),
        phase: phases,
        location: oneOf("Body", "Cable", "EV", "Inlet", "Outlet"),
        unit: units,
      },
    },
    value,
  ).length === 0;
const meterValue: Check = (value) =>
  problemsOf({ required: { timestamp: time, sampledValue: listOf(sampledValue) } }, value).length === 0;

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
  FirmwareStatusNotification: { required: { status: text(30) } },
  DiagnosticsStatusNotification: { required: { status: text(30) } },
  SecurityEventNotification: { required: { type: text(50), timestamp: time }, optional: { techInfo: text(255) } },
};

/** What is wrong with a request of a charger; nothing when all is well. */
export function requestProblems(action: string, payload: unknown): readonly string[] {
  const expectation = expectations[action];
  if (expectation === undefined) return [`${action} is nothing that a charger sends`];
  return problemsOf(expectation, payload).map((problem) => `${action}: ${problem} in ${JSON.stringify(payload)}`);
}

function problemsOf({ required, optional = {} }: Expectation, value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ["is no object"];
  const fields = new Map<string, unknown>(Object.entries(value));
  const missing = Object.keys(required).filter((name) => !fields.has(name));
  const wrong = [...fields].flatMap(([name, field]) => {
    const check = required[name] ?? optional[name];
    if (check === undefined) return [`${name} is unknown`];
    return check(field) ? [] : [`${name} is wrong`];
  });
  return [...missing.map((name) => `${name} is missing`), ...wrong];
}
