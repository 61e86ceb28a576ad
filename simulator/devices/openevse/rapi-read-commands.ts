import { millis } from "#hal/core/units";
import { vehiclePresence } from "#hal/wire/rapi-tables";
import { flagsOf } from "#simulator/devices/openevse/board-memory";
import { LEAST_CAPACITY } from "#simulator/devices/openevse/board-settings";
import { hex, ok } from "#simulator/devices/openevse/rapi-answer";
import type { CommandHandler } from "#simulator/devices/openevse/rapi-command";

const ABSENT_SENSOR = -2560;
const RAPI_VERSION = "5.2.1";

export const readCommands = {
  G0: (_args, memory) => {
    const { state } = memory;
    if (state.signal === "negative") return ok(memory, vehiclePresence.unknown);
    return ok(memory, state.connected ? vehiclePresence.present : vehiclePresence.absent);
  },
  G4: (_args, memory) => ok(memory, memory.state.authLocked ? 1 : 0),
  GA: (_args, memory) => ok(memory, 220, 0),
  GC: (_args, memory) =>
    ok(memory, LEAST_CAPACITY, memory.settings.hardwareCapacity, memory.capacity, memory.settings.capacity),
  GE: (_args, memory) => ok(memory, memory.capacity, hex(memory.settings.flags, 4)),
  GF: (_args, memory) => {
    const { groundFault, noGround, stuckRelay } = memory.state.trips;
    return ok(memory, hex(groundFault, 1), hex(noGround, 1), hex(stuckRelay, 1));
  },
  GG: (_args, memory, { instruments }) => {
    const { milliamps, millivolts } = instruments();
    return ok(memory, Math.round(milliamps), Math.round(millivolts));
  },
  GI: (_args, memory, { identity }) => ok(memory, identity.mcu),
  GO: (_args, memory) => ok(memory, 650, 680),
  GP: (_args, memory, { instruments }) =>
    ok(memory, ABSENT_SENSOR, Math.round(instruments().temperature * 10), ABSENT_SENSOR),
  GS: (_args, memory, { now }) => {
    const { state } = memory;
    const elapsed = state.relay ? millis(now - state.relayAt) : memory.lastCharge;
    return ok(memory, hex(state.evse, 2), Math.floor(elapsed / 1000), hex(state.pilot, 2), hex(flagsOf(memory), 4));
  },
  GT: (_args, memory, { wallTime }) => {
    const time = new Date(wallTime + memory.clockOffset);
    const year = time.getUTCFullYear() % 100;
    const date = [year, time.getUTCMonth() + 1, time.getUTCDate()];
    return ok(memory, ...date, time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds());
  },
  GU: (_args, memory, { instruments }) => {
    const { energy } = instruments();
    const session = Math.floor((energy - memory.sessionFrom) * 3600);
    return ok(memory, session, Math.floor(energy + memory.settings.energyOffset));
  },
  GV: (_args, memory, { identity }) => ok(memory, identity.firmware, RAPI_VERSION),
  GY: (_args, memory) => {
    const { interval, fallback, trigger } = memory.heartbeat;
    return ok(memory, interval, fallback, trigger);
  },
} as const satisfies Record<string, CommandHandler>;
