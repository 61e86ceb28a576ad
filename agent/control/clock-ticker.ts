import type { Cancel, Clock } from "#hal/core/clock";
import { type EpochMillis, millis, type Millis, seconds } from "#hal/core/units";
import { nextTick } from "#agent/domain/metering/clock-grid";

/** The wall clock may be set at any time and nobody tells; a tick that it is set to less than this before may be left out. */
const LOOK = seconds(10);
/** A tick that was missed by more than this was jumped over by the wall clock and is left out. */
const LATEST = seconds(2);

export interface ClockTickerOptions {
  readonly clock: Clock;
  /** 0 for no ticks. */
  readonly interval: () => Millis;
  readonly onTick: () => void;
}

/** Rings on the grid of the wall clock, whatever happens to that clock meanwhile. */
export class ClockTicker {
  readonly #options: ClockTickerOptions;
  #cancel: Cancel = () => undefined;

  constructor(options: ClockTickerOptions) {
    this.#options = options;
  }

  /** Also when the interval has become another one. */
  start(): void {
    this.stop();
    const interval = this.#options.interval();
    if (interval > 0) this.#await(nextTick(this.#options.clock.now(), interval), interval);
  }

  stop(): void {
    this.#cancel();
  }

  #await(due: EpochMillis, interval: Millis): void {
    const { clock } = this.#options;
    const wait = millis(Math.min(Math.max(0, due - clock.now()), LOOK));
    this.#cancel = clock.after(wait, () => {
      this.#look(due, interval);
    });
  }

  #look(due: EpochMillis, interval: Millis): void {
    const now = this.#options.clock.now();
    const next = nextTick(now, interval);
    const isDue = now >= due;
    // Set back: the grid of the new time counts.
    this.#await(isDue || next < due ? next : due, interval);
    if (isDue && now - due <= LATEST) this.#options.onTick();
  }
}
