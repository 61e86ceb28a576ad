import type { StopCause } from "#agent/domain/transaction/station-fact";

/** Every stop cause that may stand in a row; the compiler refuses a forgotten one. */
export const stopCauses = {
  local: true,
  remote: true,
  evDisconnected: true,
  deauthorized: true,
  emergencyStop: true,
  powerLoss: true,
  reboot: true,
  softReset: true,
  hardReset: true,
  unlockCommand: true,
  other: true,
} as const satisfies Readonly<Record<StopCause, true>>;
