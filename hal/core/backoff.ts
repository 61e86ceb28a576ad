import type { RandomStream } from "#hal/core/random";
import { type Millis, millis } from "#hal/core/units";

/** OCPP 2.0.1 Part 4 section 5.3; the same algorithm serves 1.6, which defines none. */
export interface BackoffSettings {
  /** The first wait. */
  readonly minimum: Millis;
  /** How often the wait doubles before it stays constant. */
  readonly repeatTimes: number;
  /** Each wait adds a fresh random part in [0, randomRange). */
  readonly randomRange: Millis;
}

/** The waits before the first, second, ... retry, without end. */
export function* backoff(random: RandomStream, settings: BackoffSettings): Generator<Millis, never> {
  let wait = settings.minimum as number;
  for (let attempt = 0; ; attempt++) {
    yield millis(wait + random.next() * settings.randomRange);
    if (attempt < settings.repeatTimes) wait *= 2;
  }
}
