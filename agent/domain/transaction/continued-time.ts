import {
  epochMillis,
  type EpochMillis,
  hours,
  millis,
  type Millis,
  minutes,
  type WattHours,
  watts,
} from "#hal/core/units";

/** By which clock the times of a transaction go. One of them, less `lead`, is the uptime of that boot at which it was. */
export interface SessionClock {
  readonly bootId: string;
  /** Wall time less uptime, as of the start: the times of the transaction run evenly from there. */
  readonly lead: Millis;
  /** Wall time less uptime as of the last reading: another one where the clock was set meanwhile. */
  readonly wall: Millis;
  /** The wall time of that boot was assumed, and nobody has come to know it since. */
  readonly isAssumed?: true;
}

/** What the station's clock shows at one moment. */
export interface ClockReading {
  readonly bootId: string;
  readonly uptime: Millis;
  readonly wall: EpochMillis;
  /** False where it is assumed. */
  readonly isKnown: boolean;
}

/** A moment in the even time of a transaction. */
export interface ContinuedTime {
  readonly at: EpochMillis;
  /** In which energy may have flowed since the last durable reading, never less than what is known of it. */
  readonly elapsed: Millis;
}

/** What is known of a transaction that another process has left. */
export interface LeftOpen {
  /** In its even time, of the last durable reading. */
  readonly lastAt: EpochMillis;
  /** Undefined where an older program has left it. */
  readonly clock?: SessionClock;
  /** On the meter since that reading. */
  readonly energy: WattHours;
}

const OLDEST_READING = minutes(1);

/** What a vehicle takes at the least while it charges: 6 A on one phase (IEC 61851-1, table A.8), at the lowest voltage of 230 V less 10 %. */
const SLOWEST = watts(6 * 207);

/**
 * The even time of a transaction, carried on by another process; never before its last durable reading. In the same boot uptime goes on, and it is
 * exact. Over a power cut only the wall clock can tell, less what it was set by before the cut, and no longer than the reading was old, the machine has
 * been up since and the energy took to flow, where the board went on by itself: neither how long the power was gone nor what the clock was set by shortly
 * before or meanwhile makes a charge last for days. Where the time was assumed then and is known now, nothing joins the two: then it stays at the last reading.
 */
export function continuedTime({ lastAt, clock, energy }: LeftOpen, now: ClockReading): ContinuedTime {
  const evenNow = evenTime(clock, now) ?? lastAt;
  const isSameBoot = clock === undefined || clock.bootId === now.bootId;
  const least = isSameBoot ? 0 : now.uptime + OLDEST_READING;
  const most = isSameBoot ? Infinity : least + (Math.max(0, energy) / SLOWEST) * hours(1);
  const at = epochMillis(Math.round(Math.max(lastAt, Math.min(evenNow, lastAt + most))));
  return { at, elapsed: millis(Math.max(evenNow - lastAt, least)) };
}

function evenTime(clock: SessionClock | undefined, now: ClockReading): number | undefined {
  if (clock === undefined) return now.wall;
  if (clock.bootId === now.bootId) return now.uptime + clock.lead;
  if (clock.isAssumed === true && now.isKnown) return undefined;
  return now.wall - (clock.wall - clock.lead);
}

/** Wall time less uptime by which the times of a transaction go in this boot, where `wall` is that of the clock; the same where nobody noted any other. */
export function evenLead(
  session: SessionClock | undefined,
  { bootId, wall }: { readonly bootId: string; readonly wall: Millis },
): Millis {
  if (session === undefined) return wall;
  return session.bootId === bootId ? session.lead : millis(wall + session.lead - session.wall);
}
