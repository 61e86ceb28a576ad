import { configuredFlags } from "#hal/wire/rapi-tables";
import { type BoardMemory, limitedTo } from "#simulator/devices/openevse/board-memory";
import { LEAST_CAPACITY, MOST_CAPACITY, withFlag } from "#simulator/devices/openevse/board-settings";
import { acknowledged, heartbeatOf, pulsed } from "#simulator/devices/openevse/heartbeat";
import { decimal, nok, ok } from "#simulator/devices/openevse/rapi-answer";
import type { CommandContext, CommandHandler, CommandResult } from "#simulator/devices/openevse/rapi-command";

export const setCommands = {
  S0: (args, memory) => (args.length === 1 ? ok(memory) : undefined),
  S1: (args, memory, { wallTime }) => {
    const [year, month, day, hour, minute, second] = args.map(decimal);
    if (year === undefined || month === undefined || day === undefined) return undefined;
    if (hour === undefined || minute === undefined || second === undefined) return undefined;
    const set = Date.UTC(2000 + (year % 100), month - 1, day, hour, minute, second);
    return ok({ ...memory, clockOffset: set - wallTime });
  },
  S4: ([wish], memory) => {
    if (wish !== "0" && wish !== "1") return undefined;
    return ok({ ...memory, state: { ...memory.state, authLocked: wish === "1" } });
  },
  SA: (args, memory) => (args.length === 2 ? ok(memory) : undefined),
  SB: (_args, memory) =>
    memory.state.fault === undefined
      ? ok({ ...memory, state: { ...memory.state, bootLocked: false } }, 0)
      : ok(memory, 1),
  SC: ([wish, kind], memory) => {
    const amps = decimal(wish);
    if (amps === undefined) return undefined;
    return kind === "M" ? setHardwareCapacity(memory, amps) : setCapacity(memory, amps, kind !== undefined);
  },
  SK: ([wish], memory, { instruments }) => {
    const energy = decimal(wish);
    if (energy === undefined) return undefined;
    return ok({ ...memory, settings: { ...memory.settings, energyOffset: energy - instruments().energy } });
  },
  SL: ([level], memory) => {
    if (level !== "1" && level !== "2" && level !== "A") return undefined;
    const fixed = withFlag(memory.settings, configuredFlags.noAutoServiceLevel, level !== "A");
    return ok({ ...memory, settings: withFlag(fixed, configuredFlags.serviceLevel2, level !== "1") });
  },
  SV: ([millivolts], memory) => (decimal(millivolts) === undefined ? undefined : ok(memory)),
  SY: (args, memory, context) => {
    const result = superviseHeartbeat(args, memory, context);
    const { interval, fallback, trigger } = result.memory.heartbeat;
    return { ...result, args: [interval, fallback, trigger] };
  },
} as const satisfies Record<string, CommandHandler>;

/** A volatile setting cannot pass the lasting one, the lasting one cannot pass the hardware; what was clamped is refused and yet in force. */
function setCapacity(memory: BoardMemory, amps: number, isVolatile: boolean): CommandResult {
  const most = isVolatile ? memory.settings.capacity : memory.settings.hardwareCapacity;
  const capacity = Math.max(LEAST_CAPACITY, Math.min(amps, most));
  const settings = isVolatile ? memory.settings : { ...memory.settings, capacity };
  const next: BoardMemory = { ...memory, capacity, settings };
  return capacity === amps ? ok(next, capacity) : nok(next, capacity);
}

/** Burnt in once; a board that left the factory with a value refuses another. */
function setHardwareCapacity(memory: BoardMemory, amps: number): CommandResult {
  const { hardwareCapacity } = memory.settings;
  const isUnset = hardwareCapacity === MOST_CAPACITY;
  if (!isUnset || amps < LEAST_CAPACITY || amps > MOST_CAPACITY) return nok(memory, hardwareCapacity);
  const settings = { ...memory.settings, hardwareCapacity: amps, capacity: Math.min(memory.settings.capacity, amps) };
  return ok({ ...memory, settings, capacity: Math.min(memory.capacity, amps) }, amps);
}

function superviseHeartbeat(args: readonly string[], memory: BoardMemory, context: CommandContext): CommandResult {
  const { lineNow } = context;
  const [first, second] = args.map(decimal);
  if (args.length === 0) {
    const next = { ...memory, heartbeat: pulsed(memory.heartbeat, lineNow) };
    return next.heartbeat.trigger === 2 ? nok(next) : ok(next);
  }
  if (args.length === 1 && first !== undefined) {
    const heartbeat = acknowledged(memory.heartbeat, first);
    if (heartbeat === undefined) return nok(memory);
    const isRestored = heartbeat !== memory.heartbeat;
    const next = { ...memory, heartbeat };
    return ok(isRestored ? limitedTo(next, memory.settings.capacity) : next);
  }
  if (args.length !== 2 || first === undefined || second === undefined) return nok(memory);
  const settings = { ...memory.settings, heartbeatInterval: first, heartbeatFallback: second };
  const next: BoardMemory = { ...memory, settings, heartbeat: heartbeatOf(first, second, lineNow) };
  return ok(first === 0 && memory.heartbeat.trigger !== 0 ? limitedTo(next, settings.capacity) : next);
}
