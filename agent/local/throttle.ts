import type { Cancel, Clock } from "#hal/core/clock";
import type { Millis } from "#hal/core/units";

/** Runs `work` at once when it is asked for, but never twice within `spacing`; what is asked meanwhile is one run at its end. */
export class Throttle {
  readonly #clock: Clock;
  readonly #spacing: Millis;
  readonly #work: () => void;
  #cancel: Cancel | undefined;
  #isWanted = false;

  constructor(clock: Clock, spacing: Millis, work: () => void) {
    this.#clock = clock;
    this.#spacing = spacing;
    this.#work = work;
  }

  request(): void {
    if (this.#cancel !== undefined) {
      this.#isWanted = true;
      return;
    }
    this.#cancel = this.#clock.after(this.#spacing, () => {
      this.#cancel = undefined;
      if (!this.#isWanted) return;
      this.#isWanted = false;
      this.request();
    });
    this.#work();
  }

  /** Forgets what was asked for. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isWanted = false;
  }
}
