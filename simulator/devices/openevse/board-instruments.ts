import { amperes, type Millis } from "#hal/core/units";
import type { BoardState, Senses } from "#simulator/devices/openevse/board-state";
import type { Instruments } from "#simulator/devices/openevse/rapi-command";
import { negative, type PilotSignal, pwm, steady } from "#simulator/world/pilot-signal";
import type { WorldReading } from "#simulator/world/world-reading";

/** What the pilot's driver puts out. */
export function signalOf(signal: BoardState["signal"], capacity: number): PilotSignal {
  if (signal === "negative") return negative;
  return signal === "pwm" ? pwm(amperes(capacity)) : steady;
}

/** What the board can measure of the world. */
export function sensesOf(reading: WorldReading, now: Millis): Senses {
  return {
    now,
    level: reading.level,
    isLive: reading.contactorClosed,
    current: largestCurrent(reading),
    temperature: reading.temperature,
    leaks: reading.faults.has("residual-current"),
    hasGround: !reading.faults.has("no-ground"),
    hasDiode: !reading.faults.has("diode"),
    selfTestPasses: !reading.faults.has("self-test"),
  };
}

/** What the commands tell of it. */
export function instrumentsOf(reading: WorldReading): Instruments {
  return {
    milliamps: largestCurrent(reading) * 1000,
    millivolts: reading.voltages[0] * 1000,
    temperature: reading.temperature,
    energy: reading.energy,
  };
}

/** Amperes of the phase that draws most. */
function largestCurrent(reading: WorldReading): number {
  return Math.max(...reading.currents);
}
