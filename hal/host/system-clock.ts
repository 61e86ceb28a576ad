import type { Cancel, Clock } from "#hal/core/clock";
import { type PlatformTimers, platformTimers } from "#hal/host/platform-timers";
import { epochMillis, type EpochMillis, millis, type Millis } from "#hal/core/units";

/** The longest delay that the platform's timers take; a longer one would ring at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time of this machine. Timers keep the process alive: an agent that waits is not finished. */
export class SystemClock implements Clock {
  readonly #timers: PlatformTimers;

  constructor(timers: PlatformTimers = platformTimers) {
    this.#timers = timers;
  }

  now(): EpochMillis {
    return epochMillis(Date.now());
  }

  /** Since the machine came up, not the process: so two processes of one boot count the same. */
  uptime(): Millis {
    const [seconds, nanoseconds] = process.hrtime();
    return millis(seconds * 1e3 + nanoseconds / 1e6);
  }

  after(delay: Millis, ring: () => void): Cancel {
    const timers = this.#timers;
    const due = timers.elapsed() + Math.max(0, delay);
    let cancel: Cancel = () => undefined;
    const arm = (): void => {
      const left = Math.ceil(due - timers.elapsed());
      cancel = timers.arm(check, Math.min(Math.max(left, 0), LONGEST_TIMER));
    };
    // The platform counts from the begin of its turn and may be a little early; a deadline must not be.
    const check = (): void => {
      if (timers.elapsed() < due) arm();
      else ring();
    };
    arm();
    return () => {
      cancel();
    };
  }
}
