import { measurands } from "#agent/domain/metering/meter-sample";
import { TRANSACTION_DATA_LIMIT } from "#agent/domain/metering/transaction-data";
import { security } from "#agent/domain/variables/catalogue/security";
import { files } from "#agent/domain/variables/catalogue/files";
import type { ValueByType, VariableDefinition, VariableType } from "#agent/domain/variables/variable-type";

const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;

const boolean = (value: boolean) => ({ type: "boolean", constraints: {}, default: String(value) }) as const;
const integer = (value: number, minimum: number, maximum: number) =>
  ({ type: "integer", constraints: { minimum, maximum }, default: String(value) }) as const;
const seconds = (value: number, minimum: number, maximum = YEAR) =>
  ({ type: "seconds", constraints: { minimum, maximum }, default: String(value), unit: "s" }) as const;
const text = (value: string, pattern = /^/) =>
  ({ type: "string", constraints: { maximumLength: 500, pattern }, default: value }) as const;
const measured = (value: string) =>
  ({ type: "measurands", constraints: { members: measurands }, default: value }) as const;
/** Every measurand once: a list cannot be longer. */
const allMeasurands = integer(measurands.length, measurands.length, measurands.length);

const writable = { mutability: "ReadWrite", rebootRequired: false } as const;
const writableForRestart = { mutability: "ReadWrite", rebootRequired: true } as const;
const readOnly = { mutability: "ReadOnly", rebootRequired: false } as const;

const rotation = "\\d{1,2}\\.(NotApplicable|Unknown|RST|RTS|SRT|STR|TRS|TSR)";

/**
 * Every operation variable: what it is called here, in OCPP 1.6 and in 2.x, what it may hold and what it holds at first. A variable stands
 * here only when something honours it; keys that 1.6 demands for a feature that is switched off have the one value that is true.
 */
export const catalogue = {
  // Connection
  heartbeatInterval: {
    ...seconds(300, 0),
    key16: "HeartbeatInterval",
    name2x: "OCPPCommCtrlr.HeartbeatInterval",
    ...writable,
  },
  webSocketPingInterval: {
    ...seconds(30, 0, HOUR),
    key16: "WebSocketPingInterval",
    name2x: "OCPPCommCtrlr.WebSocketPingInterval",
    ...writableForRestart,
  },
  messageTimeout: {
    ...seconds(30, 1, HOUR),
    key16: "MessageTimeout",
    name2x: "OCPPCommCtrlr.MessageTimeout[Default]",
    ...writable,
  },
  retryBackOffWaitMinimum: {
    ...seconds(10, 1, HOUR),
    key16: "RetryBackOffWaitMinimum",
    name2x: "OCPPCommCtrlr.RetryBackOffWaitMinimum",
    ...writable,
  },
  retryBackOffRepeatTimes: {
    ...integer(5, 0, 16),
    key16: "RetryBackOffRepeatTimes",
    name2x: "OCPPCommCtrlr.RetryBackOffRepeatTimes",
    ...writable,
  },
  retryBackOffRandomRange: {
    ...seconds(10, 0, HOUR),
    key16: "RetryBackOffRandomRange",
    name2x: "OCPPCommCtrlr.RetryBackOffRandomRange",
    ...writable,
  },
  // Messages
  transactionMessageAttempts: {
    ...integer(3, 1, 1000),
    key16: "TransactionMessageAttempts",
    name2x: "OCPPCommCtrlr.MessageAttempts[TransactionEvent]",
    ...writable,
  },
  transactionMessageRetryInterval: {
    ...seconds(60, 0),
    key16: "TransactionMessageRetryInterval",
    name2x: "OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]",
    ...writable,
  },
  minimumStatusDuration: { ...seconds(0, 0, HOUR), key16: "MinimumStatusDuration", ...writable },
  resetRetries: { ...integer(1, 0, 10), key16: "ResetRetries", name2x: "OCPPCommCtrlr.ResetRetries", ...writable },
  // Authorization
  authorizeRemoteTxRequests: {
    ...boolean(false),
    key16: "AuthorizeRemoteTxRequests",
    name2x: "AuthCtrlr.AuthorizeRemoteStart",
    ...writable,
  },
  localPreAuthorize: {
    ...boolean(false),
    key16: "LocalPreAuthorize",
    name2x: "AuthCtrlr.LocalPreAuthorize",
    ...writable,
  },
  localAuthorizeOffline: {
    ...boolean(true),
    key16: "LocalAuthorizeOffline",
    name2x: "AuthCtrlr.LocalAuthorizeOffline",
    ...writable,
  },
  allowOfflineTxForUnknownId: {
    ...boolean(false),
    key16: "AllowOfflineTxForUnknownId",
    name2x: "AuthCtrlr.OfflineTxForUnknownIdEnabled",
    ...writable,
  },
  authorizationCacheEnabled: {
    ...boolean(true),
    key16: "AuthorizationCacheEnabled",
    name2x: "AuthCacheCtrlr.Enabled",
    ...writable,
  },
  // Local authorization list
  localAuthListEnabled: {
    ...boolean(true),
    key16: "LocalAuthListEnabled",
    name2x: "LocalAuthListCtrlr.Enabled",
    ...writable,
  },
  localAuthListMaxLength: {
    ...integer(10_000, 10_000, 10_000),
    key16: "LocalAuthListMaxLength",
    name2x: "LocalAuthListCtrlr.Entries",
    ...readOnly,
  },
  /** About 100 bytes an entry: such a message fits below the largest that is taken in. */
  sendLocalListMaxLength: {
    ...integer(1000, 1000, 1000),
    key16: "SendLocalListMaxLength",
    name2x: "LocalAuthListCtrlr.ItemsPerMessage",
    ...readOnly,
  },
  // Transactions
  connectionTimeOut: {
    ...seconds(60, 0),
    key16: "ConnectionTimeOut",
    name2x: "TxCtrlr.EVConnectionTimeOut",
    ...writable,
  },
  stopTransactionOnEVSideDisconnect: {
    ...boolean(true),
    key16: "StopTransactionOnEVSideDisconnect",
    name2x: "TxCtrlr.StopTxOnEVSideDisconnect",
    ...writable,
  },
  stopTransactionOnInvalidId: {
    ...boolean(true),
    key16: "StopTransactionOnInvalidId",
    name2x: "TxCtrlr.StopTxOnInvalidId",
    ...writable,
  },
  maxEnergyOnInvalidId: {
    ...integer(0, 0, 1_000_000),
    key16: "MaxEnergyOnInvalidId",
    name2x: "TxCtrlr.MaxEnergyOnInvalidId",
    ...writable,
  },
  /** Without a lock that can be driven: false and fixed (OCPP 1.6 errata 3.84, 3.85). */
  unlockConnectorOnEVSideDisconnect: {
    ...boolean(false),
    key16: "UnlockConnectorOnEVSideDisconnect",
    name2x: "OCPPCommCtrlr.UnlockOnEVSideDisconnect",
    ...readOnly,
  },
  // Metering
  meterValueSampleInterval: {
    ...seconds(60, 0),
    key16: "MeterValueSampleInterval",
    name2x: "SampledDataCtrlr.TxUpdatedInterval",
    ...writable,
  },
  meterValuesSampledData: {
    ...measured("Energy.Active.Import.Register"),
    key16: "MeterValuesSampledData",
    name2x: "SampledDataCtrlr.TxUpdatedMeasurands",
    ...writable,
  },
  meterValuesSampledDataMaxLength: {
    ...allMeasurands,
    key16: "MeterValuesSampledDataMaxLength",
    ...readOnly,
  },
  clockAlignedDataInterval: {
    ...seconds(0, 0),
    key16: "ClockAlignedDataInterval",
    name2x: "AlignedDataCtrlr.Interval",
    ...writable,
  },
  meterValuesAlignedData: {
    ...measured("Energy.Active.Import.Register"),
    key16: "MeterValuesAlignedData",
    name2x: "AlignedDataCtrlr.Measurands",
    ...writable,
  },
  meterValuesAlignedDataMaxLength: { ...allMeasurands, key16: "MeterValuesAlignedDataMaxLength", ...readOnly },
  stopTxnSampledData: {
    ...measured(""),
    key16: "StopTxnSampledData",
    name2x: "SampledDataCtrlr.TxEndedMeasurands",
    ...writable,
  },
  stopTxnSampledDataMaxLength: { ...allMeasurands, key16: "StopTxnSampledDataMaxLength", ...readOnly },
  stopTxnAlignedData: {
    ...measured(""),
    key16: "StopTxnAlignedData",
    name2x: "AlignedDataCtrlr.TxEndedMeasurands",
    ...writable,
  },
  // Smart charging
  chargeProfileMaxStackLevel: {
    ...integer(10, 10, 10),
    key16: "ChargeProfileMaxStackLevel",
    name2x: "SmartChargingCtrlr.ProfileStackLevel",
    ...readOnly,
  },
  chargingScheduleAllowedChargingRateUnit: {
    ...text("Current,Power"),
    key16: "ChargingScheduleAllowedChargingRateUnit",
    ...readOnly,
  },
  chargingScheduleMaxPeriods: {
    ...integer(100, 100, 100),
    key16: "ChargingScheduleMaxPeriods",
    name2x: "SmartChargingCtrlr.PeriodsPerSchedule",
    ...readOnly,
  },
  /** No board here can open two of three phases by itself. */
  connectorSwitch3to1PhaseSupported: {
    ...boolean(false),
    key16: "ConnectorSwitch3to1PhaseSupported",
    name2x: "SmartChargingCtrlr.Phases3to1",
    ...readOnly,
  },
  maxChargingProfilesInstalled: { ...integer(20, 20, 20), key16: "MaxChargingProfilesInstalled", ...readOnly },
  stopTxnAlignedDataMaxLength: { ...allMeasurands, key16: "StopTxnAlignedDataMaxLength", ...readOnly },
  stopTransactionMaxMeterValues: {
    ...integer(TRANSACTION_DATA_LIMIT, TRANSACTION_DATA_LIMIT, TRANSACTION_DATA_LIMIT),
    key16: "StopTransactionMaxMeterValues",
    ...readOnly,
  },
  // Reservation
  reserveConnectorZeroSupported: { ...boolean(true), key16: "ReserveConnectorZeroSupported", ...readOnly },
  ...security,
  // Files
  ...files,
  // Station
  numberOfConnectors: { ...integer(1, 1, 99), key16: "NumberOfConnectors", ...readOnly },
  /** For the operator's load balancing; index 0 is the way from the grid to the main meter. */
  connectorPhaseRotation: {
    ...text("0.Unknown,1.Unknown", new RegExp(`^${rotation}(,${rotation})*$`)),
    key16: "ConnectorPhaseRotation",
    name2x: "ChargingStation.PhaseRotation",
    ...writable,
  },
  getConfigurationMaxKeys: { ...integer(64, 64, 64), key16: "GetConfigurationMaxKeys", ...readOnly },
  supportedFeatureProfiles: {
    ...text("Core,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"),
    key16: "SupportedFeatureProfiles",
    ...readOnly,
  },
} as const satisfies Readonly<Record<string, { [Type in VariableType]: VariableDefinition<Type> }[VariableType]>>;

export type VariableName = keyof typeof catalogue;
type TypeOf = { readonly [Name in VariableName]: (typeof catalogue)[Name]["type"] };
/** What `Variables.get` gives for a name. */
export type VariableValue<Name extends VariableName> = ValueByType[TypeOf[Name]];

/** The catalogue with each entry seen as a definition of its type. */
export const definitions: { readonly [Name in VariableName]: VariableDefinition<TypeOf[Name]> } = catalogue;

export function isVariableName(name: string): name is VariableName {
  return Object.hasOwn(catalogue, name);
}

/** In the order of the catalogue. */
export const variableNames: readonly VariableName[] = Object.keys(catalogue).filter(isVariableName);

/** The variable behind a 1.6 configuration key; keys compare without regard to case (CiString50Type). */
export function variableOfKey16(key: string): VariableName | undefined {
  const wanted = key.toLowerCase();
  return variableNames.find((name) => definitions[name].key16?.toLowerCase() === wanted);
}
