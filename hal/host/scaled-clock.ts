import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { epochMillis, type EpochMillis, millis, type Millis } from "#hal/core/units";

export interface ScaledClockSettings {
  /** How many seconds pass here in one second of the base clock; above 0. */
  readonly speed: number;
  /** The instant at which both clocks agree. Two processes with the same speed and anchor show the same time. */
  readonly anchor: EpochMillis;
}

/** Time that runs faster or slower than another clock. */
export class ScaledClock implements Clock {
  readonly #base: Clock;
  readonly #speed: number;
  readonly #anchor: EpochMillis;

  constructor(base: Clock, settings: ScaledClockSettings) {
    if (!(settings.speed > 0 && Number.isFinite(settings.speed)))
      throw new AgentError("clock.bad-speed", "a clock needs a speed above 0", { speed: settings.speed });
    this.#base = base;
    this.#speed = settings.speed;
    this.#anchor = settings.anchor;
  }

  now(): EpochMillis {
    return epochMillis(this.#anchor + (this.#base.now() - this.#anchor) * this.#speed);
  }

  uptime(): Millis {
    return millis(this.#base.uptime() * this.#speed);
  }

  after(delay: Millis, ring: () => void): Cancel {
    return this.#base.after(millis(delay / this.#speed), ring);
  }
}
