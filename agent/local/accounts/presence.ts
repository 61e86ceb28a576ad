import type { Cancel, Clock } from "#hal/core/clock";
import type { Listenable } from "#hal/core/signal";
import { type Millis, minutes } from "#hal/core/units";

/** From the press of the button to the tap on the page. */
const WINDOW = minutes(2);

/** Knows whether somebody has just pressed the charger's own button: the proof that a person stands before it. */
export class Presence {
  readonly #clock: Clock;
  readonly #cancel: Cancel;
  #pressedAt: Millis | undefined;

  constructor(presses: Listenable<undefined>, clock: Clock) {
    this.#clock = clock;
    this.#cancel = presses.listen(() => {
      this.#pressedAt = clock.uptime();
    });
  }

  isProven(): boolean {
    return this.#pressedAt !== undefined && this.#clock.uptime() - this.#pressedAt < WINDOW;
  }

  /** One press is for one deed. */
  use(): void {
    this.#pressedAt = undefined;
  }

  stop(): void {
    this.#cancel();
  }
}
