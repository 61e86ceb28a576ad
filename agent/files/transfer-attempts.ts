import { type AbortSignalLike, type Clock, sleep } from "#hal/core/clock";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { Outcome } from "#hal/core/outcome";
import type { TransferFailure } from "#agent/ports/file-transfer";

/** How often and how far apart a transfer is tried. */
export interface AttemptPlan {
  /** Tries after the first. */
  readonly retries: number;
  /** From the end of one try to the beginning of the next. */
  readonly interval: Millis;
}

/** What the back end asked for; both may be left to the station (OCPP 1.6 sections 6.19 and 6.55). */
export interface AskedAttempts {
  readonly retries?: number;
  readonly interval?: Millis;
}

const OWN_CHOICE: AttemptPlan = { retries: 3, interval: seconds(60) };
/** More than anybody can mean; a transfer that goes on for years is no transfer. */
const MOST_RETRIES = 1000;
const LONGEST_INTERVAL = seconds(7 * 24 * 3600);

/** Numbers below zero say nothing, like absent ones. */
export function attemptPlan({ retries, interval }: AskedAttempts): AttemptPlan {
  return {
    retries: retries === undefined || retries < 0 ? OWN_CHOICE.retries : Math.min(retries, MOST_RETRIES),
    interval:
      interval === undefined || interval < 0 ? OWN_CHOICE.interval : millis(Math.min(interval, LONGEST_INTERVAL)),
  };
}

/** The waits before the second, third, ... try. */
export function* waitsBetween({ retries, interval }: AttemptPlan): Generator<Millis> {
  for (let retry = 0; retry < retries; retry++) yield interval;
}

export interface AttemptsOptions<Value> {
  readonly plan: AttemptPlan;
  readonly clock: Clock;
  readonly abort: AbortSignalLike;
  readonly attempt: () => Promise<Outcome<Value, TransferFailure>>;
  /** Each try that came to nothing; `again` is the wait before the next one, absent when there is none. */
  readonly onFailed: (failure: TransferFailure, again: Millis | undefined) => void;
}

/** Tries until it has worked, no try is left, another one cannot help, or `abort` fires; resolves with the last outcome. */
export async function runAttempts<Value>(options: AttemptsOptions<Value>): Promise<Outcome<Value, TransferFailure>> {
  const { plan, clock, abort, attempt, onFailed } = options;
  const waits = waitsBetween(plan);
  for (;;) {
    const outcome = await attempt();
    if (outcome.ok) return outcome;
    const again = outcome.reason.isFinal || abort.aborted ? undefined : nextOf(waits);
    onFailed(outcome.reason, again);
    if (again === undefined) return outcome;
    await sleep(clock, again, abort);
    if (abort.aborted)
      return { ok: false, reason: { kind: "aborted", detail: "given up between two tries", isFinal: true } };
  }
}

function nextOf(waits: Generator<Millis>): Millis | undefined {
  const next = waits.next();
  return next.done === true ? undefined : next.value;
}
