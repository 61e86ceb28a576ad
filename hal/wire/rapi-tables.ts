/** Numbers of the OpenEVSE firmware, as RAPI shows them. */

/** EVSE states, the first value of `$GS` and `$AT`. 1 to 4 are also the pilot states of the vehicle. */
export const evseStates = {
  unknown: 0x00,
  notConnected: 0x01,
  connected: 0x02,
  charging: 0x03,
  ventilationRequired: 0x04,
  diodeCheckFailed: 0x05,
  groundFaultInterrupted: 0x06,
  noGround: 0x07,
  stuckRelay: 0x08,
  groundFaultSelfTestFailed: 0x09,
  overTemperature: 0x0a,
  overCurrent: 0x0b,
  relayClosureFault: 0x0e,
  sleeping: 0xfe,
  disabled: 0xff,
} as const;

/** The volatile flags of `$GS` and `$AT`. */
export const evseFlags = {
  autoServiceSkipped: 0x0001,
  hardFault: 0x0002,
  limitSleep: 0x0004,
  authLocked: 0x0008,
  timeLimit: 0x0010,
  noGroundTripped: 0x0020,
  /** The relay is closed. */
  chargingOn: 0x0040,
  groundFaultTripped: 0x0080,
  evConnected: 0x0100,
  sessionEnded: 0x0200,
  inMenu: 0x0800,
  timerOn: 0x1000,
  chargeLimit: 0x2000,
  bootLock: 0x4000,
  mennekesManual: 0x8000,
} as const;

/** The configured flags of `$GE`. */
export const configuredFlags = {
  serviceLevel2: 0x0001,
  noDiodeCheck: 0x0002,
  noVentilationCheck: 0x0004,
  noGroundCheck: 0x0008,
  noStuckRelayCheck: 0x0010,
  noAutoServiceLevel: 0x0020,
  noAutoStart: 0x0040,
  noGroundFaultSelfTest: 0x0200,
  noTemperatureCheck: 0x0400,
  continuousGroundMonitoring: 0x1000,
  buttonOff: 0x8000,
} as const;

/** The post code of `$AB`. */
export const bootPostCodes = { ok: 0x00, badGround: 0x07, stuckRelay: 0x08, groundFaultSelfTestFailed: 0x09 } as const;

/** `$G0`. */
export const vehiclePresence = { absent: 0, present: 1, unknown: 2 } as const;

/** `$FB`. */
export const lampColours = { off: 0, red: 1, green: 2, yellow: 3, blue: 4, violet: 5, teal: 6, white: 7 } as const;

/** What `$SY` wants to hear before it counts pulses again after one was missed. */
export const HEARTBEAT_COOKIE = 165;

/** Third value of `$SY` and `$GY`: no pulse was ever missed, one was and that is acknowledged, one was and the current is still reduced. */
export const heartbeatStates = { inTime: 0, acknowledged: 1, missed: 2 } as const;
