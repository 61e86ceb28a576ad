import { type Millis, millis, seconds } from "#hal/core/units";

/**
 * Supervision of whoever commands the board (`$SY`): without a pulse in time the current falls, and stays low until the missed pulse is
 * acknowledged by the cookie.
 */
export interface Heartbeat {
  /** Seconds; 0 switches the supervision off. */
  readonly interval: number;
  /** Amperes. */
  readonly fallback: number;
  /** As the board tells it: 0 never missed, 2 missed and not acknowledged, 1 missed once and acknowledged. */
  readonly trigger: 0 | 1 | 2;
  readonly lastPulse: Millis;
}

const COOKIE = 0xa5;

export function heartbeatOf(interval: number, fallback: number, now: Millis): Heartbeat {
  return { interval, fallback, trigger: 0, lastPulse: now };
}

/** The pulse counts in any case; whether it is answered `$OK` depends on `trigger`. */
export function pulsed(heartbeat: Heartbeat, now: Millis): Heartbeat {
  return { ...heartbeat, lastPulse: now };
}

/** Undefined when the cookie is wrong. */
export function acknowledged(heartbeat: Heartbeat, cookie: number): Heartbeat | undefined {
  if (cookie !== COOKIE) return undefined;
  return heartbeat.trigger === 2 ? { ...heartbeat, trigger: 1 } : heartbeat;
}

export function missed(heartbeat: Heartbeat, now: Millis): Heartbeat {
  return { ...heartbeat, trigger: 2, lastPulse: now };
}

/** When the next pulse is overdue; undefined while there is no supervision. */
export function overdueAt(heartbeat: Heartbeat): Millis | undefined {
  return heartbeat.interval === 0 ? undefined : millis(heartbeat.lastPulse + seconds(heartbeat.interval) + 1);
}
