import { configuredFlags, evseStates, lampColours } from "#hal/wire/rapi-tables";
import type { BoardMemory, LampColour } from "#simulator/devices/openevse/board-memory";
import { withFlag } from "#simulator/devices/openevse/board-settings";
import { decimal, ok } from "#simulator/devices/openevse/rapi-answer";
import type { CommandHandler } from "#simulator/devices/openevse/rapi-command";

export const switchCommands = {
  F0: ([wish], memory) => (wish === undefined ? undefined : ok(memory)),
  F1: (_args, memory) => ok(memory),
  FB: ([wish], memory) => {
    const lamp = colourOf(decimal(wish));
    return lamp === undefined ? undefined : ok({ ...memory, lamp });
  },
  FD: (_args, memory) => ok(withMode(memory, "disabled")),
  FE: (_args, memory) => ok(withMode(memory, "enabled")),
  FF: ([feature, wish], memory) => {
    if (wish !== "0" && wish !== "1") return undefined;
    // The echo is for people at a terminal; nothing here listens to it.
    if (feature === "E") return ok(memory);
    const flag = featureFlags.get(feature ?? "");
    if (flag === undefined) return undefined;
    return ok({ ...memory, settings: withFlag(memory.settings, flag, wish === "0") });
  },
  FP: ([column, row, ...words], memory) => {
    const x = decimal(column);
    if (x === undefined || (row !== "0" && row !== "1") || words.length === 0) return undefined;
    return ok({ ...memory, screen: written(memory.screen, { x, row: row === "0" ? 0 : 1, text: words.join(" ") }) });
  },
  FR: (_args, memory) => ({ ...ok(memory), restarts: true }),
  FS: (_args, memory) => ok(withMode(memory, "sleeping")),
} as const satisfies Record<string, CommandHandler>;

/** Features by letter; each flag is set when the feature is off. */
const featureFlags: ReadonlyMap<string, number> = new Map([
  ["B", configuredFlags.buttonOff],
  ["D", configuredFlags.noDiodeCheck],
  ["F", configuredFlags.noGroundFaultSelfTest],
  ["G", configuredFlags.noGroundCheck],
  ["R", configuredFlags.noStuckRelayCheck],
  ["T", configuredFlags.noTemperatureCheck],
  ["V", configuredFlags.noVentilationCheck],
]);

const SCREEN_WIDTH = 16;
/** Stands for a space in a text, because spaces separate. */
const SPACE_MARK = "\u0011";

/** The pilot returns to +12 V at once, so that it can be read again. */
function withMode(memory: BoardMemory, mode: BoardMemory["state"]["mode"]): BoardMemory {
  const { state } = memory;
  if (state.mode === mode) return memory;
  const isDark = state.signal === "negative";
  const awoken = { ...state, mode, evse: evseStates.unknown, candidate: undefined };
  return { ...memory, state: isDark ? { ...awoken, signal: "steady" } : awoken };
}

function colourOf(code: number | undefined): LampColour | undefined {
  const names: readonly LampColour[] = ["off", "red", "green", "yellow", "blue", "violet", "teal", "white"];
  return names.find((name) => lampColours[name] === code);
}

function written(
  screen: BoardMemory["screen"],
  { x, row, text }: { readonly x: number; readonly row: 0 | 1; readonly text: string },
): BoardMemory["screen"] {
  const shown = text.replaceAll(SPACE_MARK, " ");
  const line = screen[row].padEnd(SCREEN_WIDTH);
  const next = (line.slice(0, x) + shown + line.slice(x + shown.length)).slice(0, SCREEN_WIDTH).trimEnd();
  return row === 0 ? [next, screen[1]] : [screen[0], next];
}
