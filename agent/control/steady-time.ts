import type { Clock } from "#hal/core/clock";
import { type EpochMillis, epochMillis, seconds } from "#hal/core/units";

/** Longer than a meter takes to answer. */
const JUST_OVER = seconds(10);

/**
 * Wall time that runs evenly while a transaction is open: its length stays true and its values stay in order when a time server or the back
 * end sets the clock meanwhile. Between transactions it is the wall clock.
 */
export class SteadyTime {
  readonly #clock: Clock;
  /** Wall time less uptime, as it was when the transaction began. */
  #held: number | undefined;
  /** The latest that was told of this transaction. */
  #latest = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(): void {
    this.#held = this.#lead();
    this.#latest = -Infinity;
  }

  release(): void {
    this.#held = undefined;
  }

  now(): EpochMillis {
    return this.steady(this.#clock.now());
  }

  /**
   * An instant that has just been read off the wall clock; whole milliseconds, as they are stored and told. One that is not just over was read
   * before the clock was set: then it is now. It never comes before one that was told earlier.
   */
  steady(at: EpochMillis): EpochMillis {
    if (this.#held === undefined) return at;
    const now = this.#clock.now();
    const isJustOver = at <= now && now - at < JUST_OVER;
    const steady = Math.round((isJustOver ? at : now) + this.#held - this.#lead());
    this.#latest = Math.max(this.#latest, steady);
    return epochMillis(this.#latest);
  }

  #lead(): number {
    return this.#clock.now() - this.#clock.uptime();
  }
}
