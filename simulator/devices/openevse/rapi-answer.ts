import type { BoardMemory } from "#simulator/devices/openevse/board-memory";
import type { CommandResult } from "#simulator/devices/openevse/rapi-command";

export function ok(memory: BoardMemory, ...args: readonly (string | number)[]): CommandResult {
  return { ok: true, args, memory };
}

export function nok(memory: BoardMemory, ...args: readonly (string | number)[]): CommandResult {
  return { ok: false, args, memory };
}

/** Digits as the board prints them. */
export function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, "0");
}

/** An unsigned decimal, or undefined for anything else. */
export function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
