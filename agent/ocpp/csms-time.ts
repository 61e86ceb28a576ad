import type { Clock } from "#hal/core/clock";
import { type EpochMillis, type Millis, millis } from "#hal/core/units";

/** How far the CSMS's clock is ahead of ours, by the last answer that told its time. Measured only; setting clocks is not done here. */
export class CsmsTime {
  readonly #clock: Clock;
  readonly #onTold: ((ahead: Millis) => void) | undefined;
  #offset: Millis | undefined;

  constructor(clock: Clock, onTold?: (ahead: Millis) => void) {
    this.#clock = clock;
    this.#onTold = onTold;
  }

  /** Positive when the CSMS is ahead; undefined before the first answer. Good to about half a round trip. */
  offset(): Millis | undefined {
    return this.#offset;
  }

  /** Call when a request leaves; what it gives, call with the time in the answer. */
  measure(): (told: EpochMillis | undefined) => void {
    const sent = this.#clock.uptime();
    return (told) => {
      if (told === undefined) return;
      const halfWay = (this.#clock.uptime() - sent) / 2;
      this.#offset = millis(told - (this.#clock.now() - halfWay));
      this.#onTold?.(this.#offset);
    };
  }
}
