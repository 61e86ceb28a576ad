import type { Clock } from "#hal/core/clock";
import { type EpochMillis, epochMillis } from "#hal/core/units";

/**
 * Wall time that runs evenly while a transaction is open: its length stays true and its values stay in order when a time server or the back
 * end sets the clock meanwhile. Between transactions it is the wall clock.
 */
export class SteadyTime {
  readonly #clock: Clock;
  /** Wall time less uptime, as it was when the transaction began. */
  #held: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(): void {
    this.#held = this.#lead();
  }

  release(): void {
    this.#held = undefined;
  }

  now(): EpochMillis {
    return this.steady(this.#clock.now());
  }

  /** An instant that has just been read off the wall clock; whole milliseconds, as they are stored and told. */
  steady(at: EpochMillis): EpochMillis {
    return this.#held === undefined ? at : epochMillis(Math.round(at + this.#held - this.#lead()));
  }

  #lead(): number {
    return this.#clock.now() - this.#clock.uptime();
  }
}
