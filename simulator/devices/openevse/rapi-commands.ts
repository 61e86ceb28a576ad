import type { RapiCommand } from "#hal/wire/rapi";
import type { BoardMemory } from "#simulator/devices/openevse/board-memory";
import type { CommandContext, CommandHandler, CommandResult } from "#simulator/devices/openevse/rapi-command";
import { readCommands } from "#simulator/devices/openevse/rapi-read-commands";
import { setCommands } from "#simulator/devices/openevse/rapi-set-commands";
import { switchCommands } from "#simulator/devices/openevse/rapi-switch-commands";

const commands: ReadonlyMap<string, CommandHandler> = new Map([
  ...Object.entries(readCommands),
  ...Object.entries(setCommands),
  ...Object.entries(switchCommands),
]);

/** Carries out one command. What this firmware was not built with, or does not understand, it refuses without values. */
export function runCommand(command: RapiCommand, memory: BoardMemory, context: CommandContext): CommandResult {
  const result = commands.get(command.code)?.(command.args, memory, context);
  return result ?? { ok: false, args: [], memory };
}
