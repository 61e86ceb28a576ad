import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError, describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis, type Millis, seconds } from "#hal/core/units";
import type { StoreTrouble } from "#agent/ports/store-health";
import type { CommitPlace, Database } from "#agent/store/database";

/**
 * A reading on disk gets no older than a minute. The half second lets the sample that is due at its end come first, and be answered: then sixty
 * commits an hour are enough.
 */
const LONGEST_WAIT = millis(60_500);
/** How soon the disk is asked again after it refused. */
const RETRY = seconds(5);
/** Longer than this is told: the process stands still meanwhile. */
const SLOW_FLUSH = seconds(2);

export interface WriteBehindOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

interface Waiting {
  readonly write: () => void;
  /** What a harness may want the program to die at. */
  readonly place: CommitPlace | undefined;
}

/**
 * What waits to be written, in order. It goes to disk in one commit: with the next change that cannot wait, or when the oldest of it has waited
 * long enough. When the disk refuses, everything stays here and is tried again until the disk takes it.
 */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #written = new Signal<undefined>();
  readonly #changes = new Signal<undefined>();
  #trouble: StoreTrouble | undefined;
  #timer: { readonly due: Millis; readonly cancel: Cancel } | undefined;
  #isFlushing = false;
  #isClosed = false;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
  }

  /** Everything that waited is on disk. */
  get written(): Listenable<undefined> {
    return this.#written;
  }

  /** The disk has begun to refuse, or takes again. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  /** The commit that is running has nothing of class A in it. */
  get isFlushing(): boolean {
    return this.#isFlushing;
  }

  trouble(): StoreTrouble | undefined {
    return this.#trouble;
  }

  /** Class B: written within a minute after `since`, now when that is over. What waits under the same key is replaced. */
  hold(
    key: string,
    write: () => void,
    { since, place }: { readonly since?: Millis; readonly place?: CommitPlace } = {},
  ): void {
    this.#put(key, write, place);
    const { clock } = this.#options;
    const due = millis((since ?? clock.uptime()) + LONGEST_WAIT);
    if (due <= clock.uptime()) this.flush();
    else if (this.#timer === undefined || due < this.#timer.due) this.#flushAt(due);
  }

  /** Class A: everything that waits, and then this, in one commit. When the disk refuses it waits too; anything else that fails is thrown. */
  keep(key: string, write: () => void, place?: CommitPlace): void {
    if (this.#trouble !== undefined) {
      this.#put(key, write, place);
      return;
    }
    try {
      this.commit(write, place);
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
      this.#put(key, write, place);
    }
  }

  /** Everything that waits, and then this, in one commit, durable when it returns; or nothing of it. */
  commit(write: () => void, place?: CommitPlace): void {
    const { database, clock } = this.#options;
    const begun = clock.uptime();
    const places = [...[...this.#waiting.values()].map((each) => each.place), place];
    try {
      database.transaction(
        () => {
          this.#writeWaiting();
          write();
        },
        places.filter((each) => each !== undefined),
      );
    } catch (error) {
      if (hasCode(error, "store.failed")) this.#refused(error);
      throw error;
    }
    this.#isFlushing = false;
    this.#waiting.clear();
    this.#stopTimer();
    this.#written.emit(undefined);
    this.#taken(millis(clock.uptime() - begun));
  }

  /** Writes what waits. What the disk refuses stays. */
  flush(): void {
    if (this.#waiting.size === 0 && this.#trouble === undefined) return;
    this.#isFlushing = true;
    try {
      this.commit(() => {
        if (this.#trouble !== undefined) this.#options.database.prepare(probe).run();
      });
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
    } finally {
      this.#isFlushing = false;
    }
  }

  /** It needs not be written any more. */
  drop(key: string): void {
    this.#waiting.delete(key);
  }

  /** Writes what waits, if the disk takes it. */
  close(): void {
    if (this.#isClosed) return;
    try {
      if (this.#waiting.size > 0) this.commit(() => undefined);
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
    }
    this.#isClosed = true;
    this.#stopTimer();
  }

  #put(key: string, write: () => void, place: CommitPlace | undefined): void {
    if (this.#isClosed) throw new AgentError("store.closed", "the store is closed", { key });
    this.#waiting.delete(key);
    this.#waiting.set(key, { write, place });
  }

  /** One that breaks a rule of the schema is a mistake of ours, and must not keep all others from the disk. */
  #writeWaiting(): void {
    for (const [key, { write }] of this.#waiting) {
      try {
        this.#options.database.transaction(write);
      } catch (error) {
        if (hasCode(error, "store.failed")) throw error;
        this.#options.log.error({ key, why: describeError(error) }, "store.dropped");
      }
    }
  }

  #refused(error: unknown): void {
    const { clock, log } = this.#options;
    const why = describeError(error);
    const isNew = this.#trouble === undefined;
    this.#trouble ??= { since: clock.now(), why };
    if (!this.#isClosed) this.#flushAt(millis(clock.uptime() + RETRY));
    if (!isNew) return;
    log.error({ error }, "store.refuses");
    this.#changes.emit(undefined);
  }

  #taken(took: Millis): void {
    const { log } = this.#options;
    if (took > SLOW_FLUSH) log.warn({ took }, "store.slow");
    if (this.#trouble === undefined) return;
    log.info({ ...this.#trouble }, "store.takes-again");
    this.#trouble = undefined;
    this.#changes.emit(undefined);
  }

  #flushAt(due: Millis): void {
    this.#stopTimer();
    const { clock } = this.#options;
    const cancel = clock.after(millis(due - clock.uptime()), () => {
      this.#timer = undefined;
      this.flush();
    });
    this.#timer = { due, cancel };
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/** Changes nothing and has to be written all the same. */
const probe = "UPDATE sqlite_sequence SET seq = seq";
