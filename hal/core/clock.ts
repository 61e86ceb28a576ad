import { type EpochMillis, epochMillis, type Millis } from "#hal/core/units";

/** Ends a timer or a listening. Calling it again does nothing. */
export type Cancel = () => void;

/**
 * Time, injected. `now` is for timestamps and may step when the wall clock is set; `uptime` never runs backwards and is for
 * durations and deadlines.
 */
export interface Clock {
  now(): EpochMillis;
  uptime(): Millis;
  /** Calls `ring` once after `delay` (negative counts as 0; delays beyond 24.8 days are allowed). */
  after(delay: Millis, ring: () => void): Cancel;
}

/** When it was by the wall clock as it goes now, at this uptime: what is told later is told rightly, though the clock was set in between. */
export function wallTimeAt(clock: Pick<Clock, "now" | "uptime">, uptime: Millis): EpochMillis {
  return epochMillis(Math.round(clock.now() - (clock.uptime() - uptime)));
}

/** Resolves after `delay`, or at once and quietly when `abort` fires. */
export function sleep(clock: Clock, delay: Millis, abort?: AbortSignalLike): Promise<void> {
  return new Promise((resolve) => {
    if (abort?.aborted === true) {
      resolve();
      return;
    }
    const finish = () => {
      abort?.removeEventListener("abort", onAbort);
      resolve();
    };
    const cancel = clock.after(delay, finish);
    const onAbort = () => {
      cancel();
      finish();
    };
    abort?.addEventListener("abort", onAbort);
  });
}

/** Rings every `period` until cancelled; each period is counted from the ring before, so that no drift adds up. */
export function every(clock: Clock, period: Millis, ring: () => void): Cancel {
  let due = clock.uptime() + period;
  let cancelled = false;
  let cancelTimer: Cancel = () => undefined;
  const arm = () => {
    cancelTimer = clock.after(Math.max(0, due - clock.uptime()) as Millis, () => {
      due = Math.max(due + period, clock.uptime());
      ring();
      if (!cancelled) arm();
    });
  };
  arm();
  return () => {
    cancelled = true;
    cancelTimer();
  };
}

/** The part of the platform's AbortSignal that is used here; this layer knows no platform. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}
