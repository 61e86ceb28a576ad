import type { Cancel, Clock } from "#hal/core/clock";
import type { EpochMillis, Millis } from "#hal/core/units";

/** What the store itself stamps with: the host's clock, until somebody looks after the station's, which needs the store to begin with. */
export class StoreClock implements Clock {
  readonly #base: Clock;
  #now: () => EpochMillis;

  constructor(base: Clock) {
    this.#base = base;
    this.#now = () => base.now();
  }

  goBy(now: () => EpochMillis): void {
    this.#now = now;
  }

  now(): EpochMillis {
    return this.#now();
  }

  uptime(): Millis {
    return this.#base.uptime();
  }

  after(delay: Millis, ring: () => void): Cancel {
    return this.#base.after(delay, ring);
  }
}
