import type { Cancel, Clock } from "#hal/core/clock";
import { epochMillis, type EpochMillis, millis, type Millis } from "#hal/core/units";

/** Real time, for what runs over real sockets. */
export class WallClock implements Clock {
  now(): EpochMillis {
    return epochMillis(Date.now());
  }

  uptime(): Millis {
    return millis(performance.now());
  }

  after(delay: Millis, ring: () => void): Cancel {
    const timer = setTimeout(ring, delay);
    return () => {
      clearTimeout(timer);
    };
  }
}
