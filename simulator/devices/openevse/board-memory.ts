import { type Millis, millis } from "#hal/core/units";
import { configuredFlags, evseFlags, evseStates, type lampColours } from "#hal/wire/rapi-tables";
import { type BoardSettings, hasFlag, LEAST_CAPACITY } from "#simulator/devices/openevse/board-settings";
import { bootedBoard, type BoardRules, type BoardState } from "#simulator/devices/openevse/board-state";
import { type Heartbeat, heartbeatOf } from "#simulator/devices/openevse/heartbeat";

export type LampColour = keyof typeof lampColours;

/** Everything the board knows at one instant; `settings` alone survives a loss of power. */
export interface BoardMemory {
  readonly state: BoardState;
  readonly settings: BoardSettings;
  /** Amperes offered when it offers; volatile, never above `settings.capacity`. */
  readonly capacity: number;
  readonly heartbeat: Heartbeat;
  /** A colour set by `$FB`, until the state changes. */
  readonly lamp: LampColour | undefined;
  readonly screen: readonly [string, string];
  /** Milliseconds between the board's own clock and the world's. */
  readonly clockOffset: number;
  /** World energy when the vehicle came. */
  readonly sessionFrom: number;
  /** How long the relay was closed, last time or up to now. */
  readonly lastCharge: Millis;
}

export interface BootOptions {
  readonly now: Millis;
  readonly lineNow: Millis;
  readonly energy: number;
  readonly bootLocked: boolean;
  readonly trips: BoardState["trips"] | undefined;
}

export function bootedMemory(settings: BoardSettings, options: BootOptions): BoardMemory {
  return {
    state: bootedBoard(options.now, options.bootLocked, options.trips),
    settings,
    capacity: settings.capacity,
    heartbeat: heartbeatOf(settings.heartbeatInterval, settings.heartbeatFallback, options.lineNow),
    lamp: undefined,
    screen: ["", ""],
    clockOffset: 0,
    sessionFrom: options.energy,
    lastCharge: millis(0),
  };
}

/** The rules in force, out of the settings that a service engineer made. */
export function rulesOf(memory: BoardMemory, relocks: boolean): BoardRules {
  const checks = (flag: number) => !hasFlag(memory.settings, flag);
  return {
    capacity: memory.capacity,
    checksDiode: checks(configuredFlags.noDiodeCheck),
    checksGround: checks(configuredFlags.noGroundCheck),
    checksRelay: checks(configuredFlags.noStuckRelayCheck),
    checksTemperature: checks(configuredFlags.noTemperatureCheck),
    checksVentilation: checks(configuredFlags.noVentilationCheck),
    selfTests: checks(configuredFlags.noGroundFaultSelfTest),
    relocks,
  };
}

/** The next state together with what the board keeps account of. */
export function withState(memory: BoardMemory, state: BoardState, at: { now: Millis; energy: number }): BoardMemory {
  const before = memory.state;
  if (before === state) return memory;
  const arrives = !before.connected && state.connected;
  const opens = before.relay && !state.relay;
  return {
    ...memory,
    state,
    lamp: before.evse === state.evse ? memory.lamp : undefined,
    sessionFrom: arrives ? at.energy : memory.sessionFrom,
    lastCharge: opens ? millis(at.now - before.relayAt) : arrives ? millis(0) : memory.lastCharge,
  };
}

/** A volatile capacity as the board takes it: no less than the pilot can say, no more than the setting. */
export function limitedTo(memory: BoardMemory, capacity: number): BoardMemory {
  const clamped = Math.max(LEAST_CAPACITY, Math.min(capacity, memory.settings.capacity));
  return clamped === memory.capacity ? memory : { ...memory, capacity: clamped };
}

/** Its button leads into no menu of its own. */
export function isButtonOff({ settings }: BoardMemory): boolean {
  return (settings.flags & configuredFlags.buttonOff) !== 0;
}

/** The flags of `$GS` and `$AT`. */
export function flagsOf({ state }: BoardMemory): number {
  const { fault } = state;
  const isHard = fault !== undefined && fault.end !== "retry";
  const flags = [
    isHard && evseFlags.hardFault,
    state.authLocked && evseFlags.authLocked,
    fault?.state === evseStates.noGround && evseFlags.noGroundTripped,
    state.relay && evseFlags.chargingOn,
    fault?.state === evseStates.groundFaultInterrupted && evseFlags.groundFaultTripped,
    state.connected && evseFlags.evConnected,
    state.bootLocked && evseFlags.bootLock,
  ];
  return flags.reduce<number>((sum, flag) => (flag === false ? sum : sum | flag), 0);
}

/** What the display's backlight shows. */
export function lampOf({ state, lamp }: BoardMemory): LampColour {
  if (lamp !== undefined) return lamp;
  switch (state.evse) {
    case evseStates.notConnected:
      return "green";
    case evseStates.connected:
      return "yellow";
    case evseStates.charging:
      return "teal";
    case evseStates.sleeping:
    case evseStates.disabled:
      return "violet";
    case evseStates.unknown:
      return "off";
    default:
      return "red";
  }
}
