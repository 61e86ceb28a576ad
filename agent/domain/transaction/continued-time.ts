import { epochMillis, type EpochMillis, millis, type Millis, minutes } from "#hal/core/units";

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
  /** From the last durable reading until then, never less than what is known of it. */
  readonly elapsed: Millis;
}

const OLDEST_READING = minutes(1);

/**
 * The even time of a transaction, carried on by another process; never before its last durable reading. In the same boot uptime goes on, and it is
 * exact. Over a power cut only the wall clock can tell, less what it was set by before the cut; what it is set by during the cut cannot be told from
 * time that passed. Where the time was assumed then and is known now, nothing joins the two: then it stays at the last reading.
 */
export function continuedTime(
  { lastAt, clock }: { readonly lastAt: EpochMillis; readonly clock?: SessionClock },
  now: ClockReading,
): ContinuedTime {
  const evenNow = evenTime(clock, now) ?? lastAt;
  const at = epochMillis(Math.round(Math.max(lastAt, evenNow)));
  // The machine has been up for so long since the cut, and the reading on disk was up to a minute old then.
  const least = clock === undefined || clock.bootId === now.bootId ? 0 : now.uptime + OLDEST_READING;
  return { at, elapsed: millis(Math.max(evenNow - lastAt, least)) };
}

function evenTime(clock: SessionClock | undefined, now: ClockReading): number | undefined {
  if (clock === undefined) return now.wall;
  if (clock.bootId === now.bootId) return now.uptime + clock.lead;
  if (clock.isAssumed === true && now.isKnown) return undefined;
  return now.wall - (clock.wall - clock.lead);
}
