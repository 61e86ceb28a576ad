/** A key that OCPP 1.6 with its errata, its security white paper or a widely used extension knows. */
export interface KnownKey {
  readonly key: string;
  readonly type: "boolean" | "integer" | "list" | "text";
  /** "R or RW": the norm leaves it to the station. */
  readonly access: "R" | "W" | "RW" | "R or RW";
}

const key = (name: string, type: KnownKey["type"], access: KnownKey["access"]): KnownKey => ({
  key: name,
  type,
  access,
});

export const knownKeys16: readonly KnownKey[] = [
  // Core
  key("AllowOfflineTxForUnknownId", "boolean", "RW"),
  key("AuthorizationCacheEnabled", "boolean", "RW"),
  key("AuthorizeRemoteTxRequests", "boolean", "R or RW"),
  key("BlinkRepeat", "integer", "RW"),
  key("ClockAlignedDataInterval", "integer", "RW"),
  key("ConnectionTimeOut", "integer", "RW"),
  key("ConnectorPhaseRotation", "list", "RW"),
  key("ConnectorPhaseRotationMaxLength", "integer", "R"),
  key("GetConfigurationMaxKeys", "integer", "R"),
  key("HeartbeatInterval", "integer", "RW"),
  key("LightIntensity", "integer", "RW"),
  key("LocalAuthorizeOffline", "boolean", "RW"),
  key("LocalPreAuthorize", "boolean", "RW"),
  key("MaxEnergyOnInvalidId", "integer", "RW"),
  key("MeterValuesAlignedData", "list", "RW"),
  key("MeterValuesAlignedDataMaxLength", "integer", "R"),
  key("MeterValuesSampledData", "list", "RW"),
  key("MeterValuesSampledDataMaxLength", "integer", "R"),
  key("MeterValueSampleInterval", "integer", "RW"),
  key("MinimumStatusDuration", "integer", "RW"),
  key("NumberOfConnectors", "integer", "R"),
  key("ResetRetries", "integer", "RW"),
  key("StopTransactionOnEVSideDisconnect", "boolean", "R or RW"),
  key("StopTransactionOnInvalidId", "boolean", "RW"),
  key("StopTxnAlignedData", "list", "RW"),
  key("StopTxnAlignedDataMaxLength", "integer", "R"),
  key("StopTxnSampledData", "list", "RW"),
  key("StopTxnSampledDataMaxLength", "integer", "R"),
  key("StopTransactionMaxMeterValues", "integer", "R"),
  key("SupportedFeatureProfiles", "list", "R"),
  key("SupportedFeatureProfilesMaxLength", "integer", "R"),
  key("TransactionMessageAttempts", "integer", "RW"),
  key("TransactionMessageRetryInterval", "integer", "RW"),
  key("UnlockConnectorOnEVSideDisconnect", "boolean", "R or RW"),
  key("WebSocketPingInterval", "integer", "RW"),
  key("MessageTimeout", "integer", "RW"),
  key("QueueAllMessages", "boolean", "RW"),
  // LocalAuthListManagement
  key("LocalAuthListEnabled", "boolean", "RW"),
  key("LocalAuthListMaxLength", "integer", "R"),
  key("SendLocalListMaxLength", "integer", "R"),
  // Reservation
  key("ReserveConnectorZeroSupported", "boolean", "R"),
  // SmartCharging
  key("ChargeProfileMaxStackLevel", "integer", "R"),
  key("ChargingScheduleAllowedChargingRateUnit", "list", "R"),
  key("ChargingScheduleMaxPeriods", "integer", "R"),
  key("ConnectorSwitch3to1PhaseSupported", "boolean", "R"),
  key("MaxChargingProfilesInstalled", "integer", "R"),
  // FirmwareManagement
  key("SupportedFileTransferProtocols", "list", "R"),
  // Security
  key("AdditionalRootCertificateCheck", "boolean", "R"),
  key("AuthorizationKey", "text", "W"),
  key("CertificateSignedMaxChainSize", "integer", "R"),
  key("CertificateStoreMaxLength", "integer", "R"),
  key("CpoName", "text", "RW"),
  key("SecurityProfile", "integer", "RW"),
  key("DisableSecurityEventNotifications", "boolean", "RW"),
  // PnC
  key("ISO15118PnCEnabled", "boolean", "RW"),
  key("ContractValidationOffline", "boolean", "RW"),
  key("CentralContractValidationAllowed", "boolean", "RW"),
  key("CertSigningWaitMinimum", "integer", "RW"),
  key("CertSigningRepeatTimes", "integer", "RW"),
  key("ISO15118CertificateManagementEnabled", "boolean", "RW"),
  // CaliforniaPricing
  key("CustomDisplayCostAndPrice", "boolean", "R"),
  key("DefaultPrice", "text", "RW"),
  key("DefaultPriceText,<lang>", "text", "RW"),
  key("CustomIdleFeeAfterStop", "boolean", "R or RW"),
  key("CustomMultiLanguageMessages", "boolean", "R"),
  key("SupportedLanguages", "list", "R"),
  key("Language", "text", "RW"),
  key("TimeOffset", "text", "RW"),
  key("NextTimeOffsetTransitionDateTime", "text", "RW"),
  key("TimeOffsetNextTransition", "text", "RW"),
  key("NumberOfDecimalsForCostValues", "integer", "R"),
  key("WaitForSetUserPriceTimeout", "integer", "RW"),
];
