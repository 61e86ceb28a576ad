import type { Clock } from "#hal/core/clock";
import { type EpochMillis, epochMillis, type Millis, millis, seconds } from "#hal/core/units";

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

  /** The transaction began at this moment, just now; where the clock was set since, by what it showed then. */
  hold(began: EpochMillis): void {
    this.#held = this.#isJustOver(began) ? this.#lead() : began - this.#clock.uptime();
    this.#latest = began;
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
    const then = this.#isJustOver(at) ? at : this.#clock.now();
    const steady = Math.round(then + this.#held - this.#lead());
    this.#latest = Math.max(this.#latest, steady);
    return epochMillis(this.#latest);
  }

  /** Wall time less uptime: as the times of the transaction have it, and as the clock goes now. */
  leads(): { readonly lead: Millis; readonly wall: Millis } {
    const wall = millis(Math.round(this.#lead()));
    return { lead: this.#held === undefined ? wall : millis(Math.round(this.#held)), wall };
  }

  #isJustOver(at: EpochMillis): boolean {
    const now = this.#clock.now();
    return at <= now && now - at < JUST_OVER;
  }

  #lead(): number {
    return this.#clock.now() - this.#clock.uptime();
  }
}
