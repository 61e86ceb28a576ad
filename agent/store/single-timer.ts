import type { Cancel, Clock } from "#hal/core/clock";
import { millis, type Millis } from "#hal/core/units";

/** One alarm at a time: setting it again takes the one before back. */
export class SingleTimer {
  readonly #clock: Clock;
  #set: { readonly due: Millis; readonly cancel: Cancel } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** At a time of the clock's uptime; one that is over rings as soon as may be. */
  at(due: Millis, ring: () => void): void {
    if (this.#set?.due === due) return;
    this.stop();
    const cancel = this.#clock.after(millis(Math.max(0, due - this.#clock.uptime())), () => {
      this.#set = undefined;
      ring();
    });
    this.#set = { due, cancel };
  }

  stop(): void {
    this.#set?.cancel();
    this.#set = undefined;
  }
}
