import type { EpochMillis } from "#hal/core/units";

/**
 * The security events of the standard, by their names in OCPP 2.x, and which of them the back end has to be told. Critical is here what either version
 * calls so: the white paper for 1.6 leaves refused certificates and firmware out, but the certification of 1.6 wants to be told of them.
 */
export const criticality = {
  FirmwareUpdated: true,
  FailedToAuthenticateAtCsms: false,
  CsmsFailedToAuthenticate: false,
  SettingSystemTime: true,
  StartupOfTheDevice: true,
  ResetOrReboot: true,
  SecurityLogWasCleared: true,
  ReconfigurationOfSecurityParameters: false,
  MemoryExhaustion: true,
  InvalidMessages: false,
  AttemptedReplayAttacks: false,
  TamperDetectionActivated: true,
  InvalidFirmwareSignature: true,
  InvalidFirmwareSigningCertificate: true,
  InvalidCsmsCertificate: true,
  InvalidChargingStationCertificate: true,
  InvalidTLSVersion: true,
  InvalidTLSCipherSuite: true,
  // Of our own: the standard has no words for a record that the back end never took, and for records that were damaged.
  RecordUndeliverable: true,
  StoreRebuilt: true,
  MaintenanceLoginAccepted: true,
  MaintenanceLoginFailed: true,
} as const satisfies Readonly<Record<string, boolean>>;

export type SecurityEventName = keyof typeof criticality;

export function isSecurityEventName(name: string): name is SecurityEventName {
  return Object.hasOwn(criticality, name);
}

/** A line of the security log. */
export interface SecurityEntry {
  readonly event: SecurityEventName;
  readonly at: EpochMillis;
  /** What happened, in plain words and without secrets; at most 255 characters. */
  readonly info?: string;
}
