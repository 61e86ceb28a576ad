import { configuredFlags } from "#hal/wire/rapi-tables";

/** What the board keeps when it loses power. */
export interface BoardSettings {
  /** Amperes; the ceiling for every volatile setting. */
  readonly capacity: number;
  /** Amperes that the hardware allows, settable once. */
  readonly hardwareCapacity: number;
  /** Bits of `configuredFlags`. */
  readonly flags: number;
  readonly heartbeatInterval: number;
  readonly heartbeatFallback: number;
  /** Watt-hours counted before this life of the board, or set by `$SK`. */
  readonly energyOffset: number;
}

/** IEC 61851-1: the pilot cannot offer less. */
export const LEAST_CAPACITY = 6;
/** What the ports of this generation of boards carry at most. */
export const MOST_CAPACITY = 80;

export function factorySettings(hardwareCapacity: number): BoardSettings {
  return {
    capacity: hardwareCapacity,
    hardwareCapacity,
    flags: configuredFlags.serviceLevel2 | configuredFlags.noAutoServiceLevel,
    heartbeatInterval: 0,
    heartbeatFallback: 0,
    energyOffset: 0,
  };
}

export function hasFlag(settings: BoardSettings, flag: number): boolean {
  return (settings.flags & flag) !== 0;
}

export function withFlag(settings: BoardSettings, flag: number, isSet: boolean): BoardSettings {
  return { ...settings, flags: isSet ? settings.flags | flag : settings.flags & ~flag };
}
