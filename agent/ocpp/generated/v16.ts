// Generated from ocpp-rpc/lib/schemas/ocpp1_6.json by bin/generate-ocpp-types.mjs. Do not edit: run "node bin/generate-ocpp-types.mjs".
// The payloads of all messages, named as in the norm; what the types cannot say (lengths, formats) the schemas check.

export interface AuthorizeRequest {
  idTag: string;
}

export interface AuthorizeResponse {
  idTagInfo: {
    expiryDate?: string;
    parentIdTag?: string;
    status: "Accepted" | "Blocked" | "Expired" | "Invalid" | "ConcurrentTx";
  };
}

export interface BootNotificationRequest {
  chargePointVendor: string;
  chargePointModel: string;
  chargePointSerialNumber?: string;
  chargeBoxSerialNumber?: string;
  firmwareVersion?: string;
  iccid?: string;
  imsi?: string;
  meterType?: string;
  meterSerialNumber?: string;
}

export interface BootNotificationResponse {
  status: "Accepted" | "Pending" | "Rejected";
  currentTime: string;
  interval: number;
}

export interface CancelReservationRequest {
  reservationId: number;
}

export interface CancelReservationResponse {
  status: "Accepted" | "Rejected";
}

export interface CertificateSignedRequest {
  certificateChain: string;
}

export interface CertificateSignedResponse {
  status: "Accepted" | "Rejected";
}

export interface ChangeAvailabilityRequest {
  connectorId: number;
  type: "Inoperative" | "Operative";
}

export interface ChangeAvailabilityResponse {
  status: "Accepted" | "Rejected" | "Scheduled";
}

export interface ChangeConfigurationRequest {
  key: string;
  value: string;
}

export interface ChangeConfigurationResponse {
  status: "Accepted" | "Rejected" | "RebootRequired" | "NotSupported";
}

export type ClearCacheRequest = Readonly<Record<string, never>>;

export interface ClearCacheResponse {
  status: "Accepted" | "Rejected";
}

export interface ClearChargingProfileRequest {
  id?: number;
  connectorId?: number;
  chargingProfilePurpose?: "ChargePointMaxProfile" | "TxDefaultProfile" | "TxProfile";
  stackLevel?: number;
}

export interface ClearChargingProfileResponse {
  status: "Accepted" | "Unknown";
}

export interface DataTransferRequest {
  vendorId: string;
  messageId?: string;
  data?: string;
}

export interface DataTransferResponse {
  status: "Accepted" | "Rejected" | "UnknownMessageId" | "UnknownVendorId";
  data?: string;
}

export interface DeleteCertificateRequest {
  certificateHashData: {
    hashAlgorithm: "SHA256" | "SHA384" | "SHA512";
    issuerNameHash: string;
    issuerKeyHash: string;
    serialNumber: string;
  };
}

export interface DeleteCertificateResponse {
  status: "Accepted" | "Failed" | "NotFound";
}

export interface DiagnosticsStatusNotificationRequest {
  status: "Idle" | "Uploaded" | "UploadFailed" | "Uploading";
}

export type DiagnosticsStatusNotificationResponse = Readonly<Record<string, never>>;

export interface ExtendedTriggerMessageRequest {
  requestedMessage:
    | "BootNotification"
    | "LogStatusNotification"
    | "FirmwareStatusNotification"
    | "Heartbeat"
    | "MeterValues"
    | "SignChargePointCertificate"
    | "StatusNotification";
  connectorId?: number;
}

export interface ExtendedTriggerMessageResponse {
  status: "Accepted" | "Rejected" | "NotImplemented";
}

export interface FirmwareStatusNotificationRequest {
  status: "Downloaded" | "DownloadFailed" | "Downloading" | "Idle" | "InstallationFailed" | "Installing" | "Installed";
}

export type FirmwareStatusNotificationResponse = Readonly<Record<string, never>>;

export interface GetCompositeScheduleRequest {
  connectorId: number;
  duration: number;
  chargingRateUnit?: "A" | "W";
}

export interface GetCompositeScheduleResponse {
  status: "Accepted" | "Rejected";
  connectorId?: number;
  scheduleStart?: string;
  chargingSchedule?: {
    duration?: number;
    startSchedule?: string;
    chargingRateUnit: "A" | "W";
    chargingSchedulePeriod: {
      startPeriod: number;
      limit: number;
      numberPhases?: number;
    }[];
    minChargingRate?: number;
  };
}

export interface GetConfigurationRequest {
  key?: string[];
}

export interface GetConfigurationResponse {
  configurationKey?: {
    key: string;
    readonly: boolean;
    value?: string;
  }[];
  unknownKey?: string[];
}

export interface GetDiagnosticsRequest {
  location: string;
  retries?: number;
  retryInterval?: number;
  startTime?: string;
  stopTime?: string;
}

export interface GetDiagnosticsResponse {
  fileName?: string;
}

export interface GetInstalledCertificateIdsRequest {
  certificateType: "CentralSystemRootCertificate" | "ManufacturerRootCertificate";
}

export interface GetInstalledCertificateIdsResponse {
  /**
   * @minItems 1
   */
  certificateHashData?: {
    hashAlgorithm: "SHA256" | "SHA384" | "SHA512";
    issuerNameHash: string;
    issuerKeyHash: string;
    serialNumber: string;
  }[];
  status: "Accepted" | "NotFound";
}

export type GetLocalListVersionRequest = Readonly<Record<string, never>>;

export interface GetLocalListVersionResponse {
  listVersion: number;
}

export interface GetLogRequest {
  log: {
    remoteLocation: string;
    oldestTimestamp?: string;
    latestTimestamp?: string;
  };
  logType: "DiagnosticsLog" | "SecurityLog";
  requestId: number;
  retries?: number;
  retryInterval?: number;
}

export interface GetLogResponse {
  status: "Accepted" | "Rejected" | "AcceptedCanceled";
  filename?: string;
}

export type HeartbeatRequest = Readonly<Record<string, never>>;

export interface HeartbeatResponse {
  currentTime: string;
}

export interface InstallCertificateRequest {
  certificateType: "CentralSystemRootCertificate" | "ManufacturerRootCertificate";
  certificate: string;
}

export interface InstallCertificateResponse {
  status: "Accepted" | "Failed" | "Rejected";
}

export interface LogStatusNotificationRequest {
  status:
    "BadMessage" | "Idle" | "NotSupportedOperation" | "PermissionDenied" | "Uploaded" | "UploadFailure" | "Uploading";
  requestId?: number;
}

export type LogStatusNotificationResponse = Readonly<Record<string, never>>;

export interface MeterValuesRequest {
  connectorId: number;
  transactionId?: number;
  meterValue: {
    timestamp: string;
    sampledValue: {
      value: string;
      context?:
        | "Interruption.Begin"
        | "Interruption.End"
        | "Sample.Clock"
        | "Sample.Periodic"
        | "Transaction.Begin"
        | "Transaction.End"
        | "Trigger"
        | "Other";
      format?: "Raw" | "SignedData";
      measurand?:
        | "Energy.Active.Export.Register"
        | "Energy.Active.Import.Register"
        | "Energy.Reactive.Export.Register"
        | "Energy.Reactive.Import.Register"
        | "Energy.Active.Export.Interval"
        | "Energy.Active.Import.Interval"
        | "Energy.Reactive.Export.Interval"
        | "Energy.Reactive.Import.Interval"
        | "Power.Active.Export"
        | "Power.Active.Import"
        | "Power.Offered"
        | "Power.Reactive.Export"
        | "Power.Reactive.Import"
        | "Power.Factor"
        | "Current.Import"
        | "Current.Export"
        | "Current.Offered"
        | "Voltage"
        | "Frequency"
        | "Temperature"
        | "SoC"
        | "RPM";
      phase?: "L1" | "L2" | "L3" | "N" | "L1-N" | "L2-N" | "L3-N" | "L1-L2" | "L2-L3" | "L3-L1";
      location?: "Cable" | "EV" | "Inlet" | "Outlet" | "Body";
      unit?:
        | "Wh"
        | "kWh"
        | "varh"
        | "kvarh"
        | "W"
        | "kW"
        | "VA"
        | "kVA"
        | "var"
        | "kvar"
        | "A"
        | "V"
        | "K"
        | "Celcius"
        | "Celsius"
        | "Fahrenheit"
        | "Percent";
    }[];
  }[];
}

export type MeterValuesResponse = Readonly<Record<string, never>>;

export interface RemoteStartTransactionRequest {
  connectorId?: number;
  idTag: string;
  chargingProfile?: {
    chargingProfileId: number;
    transactionId?: number;
    stackLevel: number;
    chargingProfilePurpose: "ChargePointMaxProfile" | "TxDefaultProfile" | "TxProfile";
    chargingProfileKind: "Absolute" | "Recurring" | "Relative";
    recurrencyKind?: "Daily" | "Weekly";
    validFrom?: string;
    validTo?: string;
    chargingSchedule: {
      duration?: number;
      startSchedule?: string;
      chargingRateUnit: "A" | "W";
      chargingSchedulePeriod: {
        startPeriod: number;
        limit: number;
        numberPhases?: number;
      }[];
      minChargingRate?: number;
    };
  };
}

export interface RemoteStartTransactionResponse {
  status: "Accepted" | "Rejected";
}

export interface RemoteStopTransactionRequest {
  transactionId: number;
}

export interface RemoteStopTransactionResponse {
  status: "Accepted" | "Rejected";
}

export interface ReserveNowRequest {
  connectorId: number;
  expiryDate: string;
  idTag: string;
  parentIdTag?: string;
  reservationId: number;
}

export interface ReserveNowResponse {
  status: "Accepted" | "Faulted" | "Occupied" | "Rejected" | "Unavailable";
}

export interface ResetRequest {
  type: "Hard" | "Soft";
}

export interface ResetResponse {
  status: "Accepted" | "Rejected";
}

export interface SecurityEventNotificationRequest {
  type: string;
  timestamp: string;
  techInfo?: string;
}

export type SecurityEventNotificationResponse = Readonly<Record<string, never>>;

export interface SendLocalListRequest {
  listVersion: number;
  localAuthorizationList?: {
    idTag: string;
    idTagInfo?: {
      expiryDate?: string;
      parentIdTag?: string;
      status: "Accepted" | "Blocked" | "Expired" | "Invalid" | "ConcurrentTx";
    };
  }[];
  updateType: "Differential" | "Full";
}

export interface SendLocalListResponse {
  status: "Accepted" | "Failed" | "NotSupported" | "VersionMismatch";
}

export interface SetChargingProfileRequest {
  connectorId: number;
  csChargingProfiles: {
    chargingProfileId: number;
    transactionId?: number;
    stackLevel: number;
    chargingProfilePurpose: "ChargePointMaxProfile" | "TxDefaultProfile" | "TxProfile";
    chargingProfileKind: "Absolute" | "Recurring" | "Relative";
    recurrencyKind?: "Daily" | "Weekly";
    validFrom?: string;
    validTo?: string;
    chargingSchedule: {
      duration?: number;
      startSchedule?: string;
      chargingRateUnit: "A" | "W";
      chargingSchedulePeriod: {
        startPeriod: number;
        limit: number;
        numberPhases?: number;
      }[];
      minChargingRate?: number;
    };
  };
}

export interface SetChargingProfileResponse {
  status: "Accepted" | "Rejected" | "NotSupported";
}

export interface SignCertificateRequest {
  csr: string;
}

export interface SignCertificateResponse {
  status: "Accepted" | "Rejected";
}

export interface SignedFirmwareStatusNotificationRequest {
  status:
    | "Downloaded"
    | "DownloadFailed"
    | "Downloading"
    | "DownloadScheduled"
    | "DownloadPaused"
    | "Idle"
    | "InstallationFailed"
    | "Installing"
    | "Installed"
    | "InstallRebooting"
    | "InstallScheduled"
    | "InstallVerificationFailed"
    | "InvalidSignature"
    | "SignatureVerified";
  requestId?: number;
}

export type SignedFirmwareStatusNotificationResponse = Readonly<Record<string, never>>;

export interface SignedUpdateFirmwareRequest {
  retries?: number;
  retryInterval?: number;
  requestId: number;
  firmware: {
    location: string;
    retrieveDateTime: string;
    installDateTime?: string;
    signingCertificate: string;
    signature: string;
  };
}

export interface SignedUpdateFirmwareResponse {
  status: "Accepted" | "Rejected" | "AcceptedCanceled" | "InvalidCertificate" | "RevokedCertificate";
}

export interface StartTransactionRequest {
  connectorId: number;
  idTag: string;
  meterStart: number;
  reservationId?: number;
  timestamp: string;
}

export interface StartTransactionResponse {
  idTagInfo: {
    expiryDate?: string;
    parentIdTag?: string;
    status: "Accepted" | "Blocked" | "Expired" | "Invalid" | "ConcurrentTx";
  };
  transactionId: number;
}

export interface StatusNotificationRequest {
  connectorId: number;
  errorCode:
    | "ConnectorLockFailure"
    | "EVCommunicationError"
    | "GroundFailure"
    | "HighTemperature"
    | "InternalError"
    | "LocalListConflict"
    | "NoError"
    | "OtherError"
    | "OverCurrentFailure"
    | "PowerMeterFailure"
    | "PowerSwitchFailure"
    | "ReaderFailure"
    | "ResetFailure"
    | "UnderVoltage"
    | "OverVoltage"
    | "WeakSignal";
  info?: string;
  status:
    | "Available"
    | "Preparing"
    | "Charging"
    | "SuspendedEVSE"
    | "SuspendedEV"
    | "Finishing"
    | "Reserved"
    | "Unavailable"
    | "Faulted";
  timestamp?: string;
  vendorId?: string;
  vendorErrorCode?: string;
}

export type StatusNotificationResponse = Readonly<Record<string, never>>;

export interface StopTransactionRequest {
  idTag?: string;
  meterStop: number;
  timestamp: string;
  transactionId: number;
  reason?:
    | "EmergencyStop"
    | "EVDisconnected"
    | "HardReset"
    | "Local"
    | "Other"
    | "PowerLoss"
    | "Reboot"
    | "Remote"
    | "SoftReset"
    | "UnlockCommand"
    | "DeAuthorized";
  transactionData?: {
    timestamp: string;
    sampledValue: {
      value: string;
      context?:
        | "Interruption.Begin"
        | "Interruption.End"
        | "Sample.Clock"
        | "Sample.Periodic"
        | "Transaction.Begin"
        | "Transaction.End"
        | "Trigger"
        | "Other";
      format?: "Raw" | "SignedData";
      measurand?:
        | "Energy.Active.Export.Register"
        | "Energy.Active.Import.Register"
        | "Energy.Reactive.Export.Register"
        | "Energy.Reactive.Import.Register"
        | "Energy.Active.Export.Interval"
        | "Energy.Active.Import.Interval"
        | "Energy.Reactive.Export.Interval"
        | "Energy.Reactive.Import.Interval"
        | "Power.Active.Export"
        | "Power.Active.Import"
        | "Power.Offered"
        | "Power.Reactive.Export"
        | "Power.Reactive.Import"
        | "Power.Factor"
        | "Current.Import"
        | "Current.Export"
        | "Current.Offered"
        | "Voltage"
        | "Frequency"
        | "Temperature"
        | "SoC"
        | "RPM";
      phase?: "L1" | "L2" | "L3" | "N" | "L1-N" | "L2-N" | "L3-N" | "L1-L2" | "L2-L3" | "L3-L1";
      location?: "Cable" | "EV" | "Inlet" | "Outlet" | "Body";
      unit?:
        | "Wh"
        | "kWh"
        | "varh"
        | "kvarh"
        | "W"
        | "kW"
        | "VA"
        | "kVA"
        | "var"
        | "kvar"
        | "A"
        | "V"
        | "K"
        | "Celcius"
        | "Celsius"
        | "Fahrenheit"
        | "Percent";
    }[];
  }[];
}

export interface StopTransactionResponse {
  idTagInfo?: {
    expiryDate?: string;
    parentIdTag?: string;
    status: "Accepted" | "Blocked" | "Expired" | "Invalid" | "ConcurrentTx";
  };
}

export interface TriggerMessageRequest {
  requestedMessage:
    | "BootNotification"
    | "DiagnosticsStatusNotification"
    | "FirmwareStatusNotification"
    | "Heartbeat"
    | "MeterValues"
    | "StatusNotification";
  connectorId?: number;
}

export interface TriggerMessageResponse {
  status: "Accepted" | "Rejected" | "NotImplemented";
}

export interface UnlockConnectorRequest {
  connectorId: number;
}

export interface UnlockConnectorResponse {
  status: "Unlocked" | "UnlockFailed" | "NotSupported";
}

export interface UpdateFirmwareRequest {
  location: string;
  retries?: number;
  retrieveDate: string;
  retryInterval?: number;
}

export type UpdateFirmwareResponse = Readonly<Record<string, never>>;

/** Every action with its two payloads. */
export interface V16Messages {
  readonly Authorize: { readonly request: AuthorizeRequest; readonly response: AuthorizeResponse };
  readonly BootNotification: { readonly request: BootNotificationRequest; readonly response: BootNotificationResponse };
  readonly CancelReservation: {
    readonly request: CancelReservationRequest;
    readonly response: CancelReservationResponse;
  };
  readonly CertificateSigned: {
    readonly request: CertificateSignedRequest;
    readonly response: CertificateSignedResponse;
  };
  readonly ChangeAvailability: {
    readonly request: ChangeAvailabilityRequest;
    readonly response: ChangeAvailabilityResponse;
  };
  readonly ChangeConfiguration: {
    readonly request: ChangeConfigurationRequest;
    readonly response: ChangeConfigurationResponse;
  };
  readonly ClearCache: { readonly request: ClearCacheRequest; readonly response: ClearCacheResponse };
  readonly ClearChargingProfile: {
    readonly request: ClearChargingProfileRequest;
    readonly response: ClearChargingProfileResponse;
  };
  readonly DataTransfer: { readonly request: DataTransferRequest; readonly response: DataTransferResponse };
  readonly DeleteCertificate: {
    readonly request: DeleteCertificateRequest;
    readonly response: DeleteCertificateResponse;
  };
  readonly DiagnosticsStatusNotification: {
    readonly request: DiagnosticsStatusNotificationRequest;
    readonly response: DiagnosticsStatusNotificationResponse;
  };
  readonly ExtendedTriggerMessage: {
    readonly request: ExtendedTriggerMessageRequest;
    readonly response: ExtendedTriggerMessageResponse;
  };
  readonly FirmwareStatusNotification: {
    readonly request: FirmwareStatusNotificationRequest;
    readonly response: FirmwareStatusNotificationResponse;
  };
  readonly GetCompositeSchedule: {
    readonly request: GetCompositeScheduleRequest;
    readonly response: GetCompositeScheduleResponse;
  };
  readonly GetConfiguration: { readonly request: GetConfigurationRequest; readonly response: GetConfigurationResponse };
  readonly GetDiagnostics: { readonly request: GetDiagnosticsRequest; readonly response: GetDiagnosticsResponse };
  readonly GetInstalledCertificateIds: {
    readonly request: GetInstalledCertificateIdsRequest;
    readonly response: GetInstalledCertificateIdsResponse;
  };
  readonly GetLocalListVersion: {
    readonly request: GetLocalListVersionRequest;
    readonly response: GetLocalListVersionResponse;
  };
  readonly GetLog: { readonly request: GetLogRequest; readonly response: GetLogResponse };
  readonly Heartbeat: { readonly request: HeartbeatRequest; readonly response: HeartbeatResponse };
  readonly InstallCertificate: {
    readonly request: InstallCertificateRequest;
    readonly response: InstallCertificateResponse;
  };
  readonly LogStatusNotification: {
    readonly request: LogStatusNotificationRequest;
    readonly response: LogStatusNotificationResponse;
  };
  readonly MeterValues: { readonly request: MeterValuesRequest; readonly response: MeterValuesResponse };
  readonly RemoteStartTransaction: {
    readonly request: RemoteStartTransactionRequest;
    readonly response: RemoteStartTransactionResponse;
  };
  readonly RemoteStopTransaction: {
    readonly request: RemoteStopTransactionRequest;
    readonly response: RemoteStopTransactionResponse;
  };
  readonly ReserveNow: { readonly request: ReserveNowRequest; readonly response: ReserveNowResponse };
  readonly Reset: { readonly request: ResetRequest; readonly response: ResetResponse };
  readonly SecurityEventNotification: {
    readonly request: SecurityEventNotificationRequest;
    readonly response: SecurityEventNotificationResponse;
  };
  readonly SendLocalList: { readonly request: SendLocalListRequest; readonly response: SendLocalListResponse };
  readonly SetChargingProfile: {
    readonly request: SetChargingProfileRequest;
    readonly response: SetChargingProfileResponse;
  };
  readonly SignCertificate: { readonly request: SignCertificateRequest; readonly response: SignCertificateResponse };
  readonly SignedFirmwareStatusNotification: {
    readonly request: SignedFirmwareStatusNotificationRequest;
    readonly response: SignedFirmwareStatusNotificationResponse;
  };
  readonly SignedUpdateFirmware: {
    readonly request: SignedUpdateFirmwareRequest;
    readonly response: SignedUpdateFirmwareResponse;
  };
  readonly StartTransaction: { readonly request: StartTransactionRequest; readonly response: StartTransactionResponse };
  readonly StatusNotification: {
    readonly request: StatusNotificationRequest;
    readonly response: StatusNotificationResponse;
  };
  readonly StopTransaction: { readonly request: StopTransactionRequest; readonly response: StopTransactionResponse };
  readonly TriggerMessage: { readonly request: TriggerMessageRequest; readonly response: TriggerMessageResponse };
  readonly UnlockConnector: { readonly request: UnlockConnectorRequest; readonly response: UnlockConnectorResponse };
  readonly UpdateFirmware: { readonly request: UpdateFirmwareRequest; readonly response: UpdateFirmwareResponse };
}
