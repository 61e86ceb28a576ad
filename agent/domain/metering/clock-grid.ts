import { type EpochMillis, epochMillis, type Millis } from "#hal/core/units";

const DAY = 86_400_000;

/**
 * The next instant of a grid that begins anew at every midnight, strictly after `now`. Midnight is that of UTC, so that no change to or from
 * summer time can move it (OCPP 1.6 section 9.1.5 leaves the zone open).
 */
export function nextTick(now: EpochMillis, interval: Millis): EpochMillis {
  const midnight = Math.floor(now / DAY) * DAY;
  const next = midnight + (Math.floor((now - midnight) / interval) + 1) * interval;
  return epochMillis(Math.min(next, midnight + DAY));
}
