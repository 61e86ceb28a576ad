import type { Clock } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis, type Millis, seconds } from "#hal/core/units";
import type { StoreTrouble } from "#agent/ports/store-health";
import { QUICK_FLUSH, SLOW_FLUSH } from "#agent/store/flush-pace";
import { SingleTimer } from "#agent/store/single-timer";

/** How soon the disk is asked again after it refused or was slow. */
const RETRY = seconds(5);

export interface DiskWatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Real time, in which disks are slow; the other clock unless given. */
  readonly lineClock?: Clock;
  /** Writes and flushes something small beside the database, without making anybody wait. Where there is none, trying is how to find out. */
  readonly probe?: () => Promise<void>;
}

/** How the disk is, by what it did last; while it is in trouble it is asked every few seconds. */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  readonly #onAnswer: (took: Millis) => void;
  readonly #changes = new Signal<undefined>();
  readonly #retry: SingleTimer;
  #trouble: StoreTrouble | undefined;
  #isClosed = false;

  /** `onAnswer` is told how long it took a disk in trouble to answer. */
  constructor(options: DiskWatchOptions, onAnswer: (took: Millis) => void) {
    this.#options = options;
    this.#onAnswer = onAnswer;
    this.#retry = new SingleTimer(options.clock);
  }

  get trouble(): StoreTrouble | undefined {
    return this.#trouble;
  }

  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  get isSlow(): boolean {
    return this.#trouble?.isSlow === true;
  }

  get isRefusing(): boolean {
    return this.#trouble?.isSlow === false;
  }

  uptime(): Millis {
    return (this.#options.lineClock ?? this.#options.clock).uptime();
  }

  since(begun: Millis): Millis {
    return millis(this.uptime() - begun);
  }

  /** It took something, in this time. */
  took(span: Millis): void {
    if (span > (this.isSlow ? QUICK_FLUSH : SLOW_FLUSH)) this.isSlowBy(span);
    else this.#takesAgain();
  }

  isSlowBy(span: Millis): void {
    const { clock, log } = this.#options;
    const before = this.#trouble;
    const why = `a flush took ${(span / 1000).toFixed(1)} s`;
    this.#trouble = { since: before?.isSlow === true ? before.since : clock.now(), why, isSlow: true };
    this.askLater();
    if (before?.isSlow === true) return;
    log.warn({ took: span }, "store.slow");
    this.#changes.emit(undefined);
  }

  refused(error: unknown): void {
    const { clock, log } = this.#options;
    const before = this.#trouble;
    const isNew = before === undefined || before.isSlow;
    this.#trouble = { since: isNew ? clock.now() : before.since, why: describeError(error), isSlow: false };
    this.askLater();
    if (!isNew) return;
    log.error({ error }, "store.refuses");
    this.#changes.emit(undefined);
  }

  askLater(): void {
    if (this.#isClosed) return;
    this.#retry.at(millis(this.#options.clock.uptime() + RETRY), () => {
      this.#ask();
    });
  }

  /** A flush is under way that will say more. */
  rest(): void {
    this.#retry.stop();
  }

  close(): void {
    this.#isClosed = true;
    this.#retry.stop();
  }

  #takesAgain(): void {
    const before = this.#trouble;
    if (before === undefined) return;
    this.#options.log.info({ ...before }, "store.takes-again");
    this.#trouble = undefined;
    this.#retry.stop();
    this.#changes.emit(undefined);
  }

  /** Without standing still, where there is a way. */
  #ask(): void {
    const { probe } = this.#options;
    if (probe === undefined) {
      this.#onAnswer(millis(0));
      return;
    }
    const begun = this.uptime();
    probe().then(
      () => {
        if (!this.#isClosed && this.#trouble !== undefined) this.#onAnswer(this.since(begun));
      },
      () => {
        this.askLater();
      },
    );
  }
}
