import type { Millis } from "#hal/core/units";
import type { BoardMemory } from "#simulator/devices/openevse/board-memory";

/** What a command sees besides the board's memory. */
export interface CommandContext {
  readonly now: Millis;
  /** Of the clock by which heartbeats are judged. */
  readonly lineNow: Millis;
  /** Milliseconds since 1970 by the world's clock. */
  readonly wallTime: number;
  /** What they show at this instant. Most commands do not ask. */
  readonly instruments: () => Instruments;
  readonly identity: { readonly firmware: string; readonly mcu: string };
}

export interface Instruments {
  readonly milliamps: number;
  readonly millivolts: number;
  /** Degrees Celsius. */
  readonly temperature: number;
  /** Watt-hours out of the outlet since the world began. */
  readonly energy: number;
}

export interface CommandResult {
  readonly ok: boolean;
  readonly args: readonly (string | number)[];
  readonly memory: BoardMemory;
  readonly restarts?: true;
}

export type CommandHandler = (
  args: readonly string[],
  memory: BoardMemory,
  context: CommandContext,
) => CommandResult | undefined;
