import type { AbortSignalLike, Cancel, Clock } from "#hal/core/clock";
import { AgentError, describeError, hasCode } from "#hal/core/errors";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Millis, millis } from "#hal/core/units";
import type { TransferFailure } from "#agent/ports/file-transfer";
import { tellable, type TransferAddress } from "#agent/files/transfer-address";

export type TransferOutcome = Outcome<{ readonly bytes: number }, TransferFailure>;

export interface TransferRunOptions {
  /** Real time: the line is real. */
  readonly clock: Clock;
  readonly abort: AbortSignalLike;
  /** How long nothing may move, from the first byte of the connection to the last of the answer. */
  readonly stall: Millis;
}

/** One try while it lasts: it ends early when its caller wants it to or when nothing moves any more. */
export class TransferRun {
  readonly #options: TransferRunOptions;
  readonly #controller = new AbortController();
  readonly #onAbort = (): void => {
    this.fail({ kind: "aborted", detail: "given up", isFinal: true });
  };
  #cancelTimer: Cancel = () => undefined;
  #lastMove: Millis;
  #verdict: TransferFailure | undefined;

  constructor(options: TransferRunOptions) {
    this.#options = options;
    this.#lastMove = options.clock.uptime();
    this.#watch(options.stall);
    options.abort.addEventListener("abort", this.#onAbort);
    if (options.abort.aborted) this.#onAbort();
  }

  /** Fires when the try is over before its time. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it was ended, when it was. */
  get verdict(): TransferFailure | undefined {
    return this.#verdict;
  }

  /** A timer of this try. */
  after(delay: Millis, ring: () => void): Cancel {
    return this.#options.clock.after(delay, ring);
  }

  /** Bytes have gone one way or the other. */
  moved(): void {
    this.#lastMove = this.#options.clock.uptime();
  }

  /** Ends the try; the first reason is the one that is told. */
  fail(failure: TransferFailure): void {
    if (this.#verdict !== undefined) return;
    this.#verdict = failure;
    this.#controller.abort();
  }

  release(): void {
    this.#cancelTimer();
    this.#options.abort.removeEventListener("abort", this.#onAbort);
  }

  #watch(wait: Millis): void {
    const { clock, stall } = this.#options;
    this.#cancelTimer = clock.after(wait, () => {
      const left = millis(this.#lastMove + stall - clock.uptime());
      if (left > 0) this.#watch(left);
      else this.fail({ kind: "unreachable", detail: `nothing moved for ${stall / 1000} s`, isFinal: false });
    });
  }
}

/** Runs `work`, which gives the bytes of the whole file, and makes of whatever it throws a failure that can be told. */
export async function runTransfer(
  options: TransferRunOptions & { readonly address: TransferAddress },
  work: (run: TransferRun) => Promise<number>,
): Promise<TransferOutcome> {
  const run = new TransferRun(options);
  try {
    return accepted({ bytes: await orEnded(run, work(run)) });
  } catch (error) {
    const failure = run.verdict ?? failureOf(error);
    return refused({ ...failure, detail: tellable(options.address, failure.detail) });
  } finally {
    run.release();
  }
}

/** A failure on its way up through a library. */
export function transferError(kind: TransferFailure["kind"], detail: string, isFinal: boolean): AgentError {
  return new AgentError(`transfer.${kind}`, detail, { failure: { kind, detail, isFinal } satisfies TransferFailure });
}

/** A library that does not notice the end must not hold up whoever waits; what it does later concerns nobody. */
function orEnded(run: TransferRun, work: Promise<number>): Promise<number> {
  return new Promise((resolve, reject) => {
    const onEnd = () => {
      reject(transferError("aborted", "ended", true));
    };
    if (run.signal.aborted) onEnd();
    run.signal.addEventListener("abort", onEnd, { once: true });
    work.then(resolve, reject);
  });
}

/** Names of what a disk says when it is in the way. */
const diskWords: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO", "EISDIR", "EFBIG"]);

/** What a thrown thing comes to; what is not known is a matter of the line. */
export function failureOf(error: unknown): TransferFailure {
  if (hasCode(error, "transfer")) return error.details["failure"] as TransferFailure;
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (typeof code === "string" && diskWords.has(code))
    return { kind: "storage", detail: describeError(error), isFinal: false };
  return { kind: "unreachable", detail: reasonOf(error), isFinal: false };
}

/** An attempt over several addresses of one host has an empty message and the reasons inside. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(describeError).join("; ");
  return describeError(error);
}
