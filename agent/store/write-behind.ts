import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError, describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis, type Millis, seconds } from "#hal/core/units";
import type { StoreTrouble } from "#agent/ports/store-health";
import type { CommitPlace } from "#agent/store/commit";
import type { Database } from "#agent/store/database";
import { SLOW_FLUSH } from "#agent/store/flush-pace";

/** A reading on disk gets no older than a minute unless told otherwise. */
const LONGEST_WAIT = seconds(60);
/** Lets the sample that is due at its end come first, and be answered: then sixty commits an hour are enough. */
const GRACE = millis(500);
/** How soon the disk is asked again after it refused. */
const RETRY = seconds(5);
/** What waits for a slow disk is written after this time, slow or not. */
const MOST_PATIENCE = seconds(30);

export interface WriteBehindOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** How old a reading on disk may get. */
  readonly longestWait?: Millis;
  /** Real time, in which disks are slow; the other clock unless given. */
  readonly lineClock?: Clock;
  /** Writes and flushes something small beside the database, without making anybody wait. Where there is none, trying is how to find out. */
  readonly probe?: () => Promise<void>;
}

interface Waiting {
  readonly write: () => void;
  /** What a harness may want the program to die at. */
  readonly place: CommitPlace | undefined;
}

/**
 * What waits to be written, in order. It goes to disk in one commit: with the next change that cannot wait, or when the oldest of it has waited
 * long enough. When the disk refuses, everything stays here and is tried again until the disk takes it. When it is slow, everything stays here,
 * too, until it is quick again or has waited for half a minute: the process stands still for one flush then, and not for each.
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
  /** In real time. */
  #lastTry: Millis;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
    this.#lastTry = this.#lineClock.uptime();
  }

  get #lineClock(): Clock {
    return this.#options.lineClock ?? this.#options.clock;
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

  /** What is given out now, and is answered, can be kept: the disk takes it, or is slow and has nothing else to take. */
  get mayBeAnswered(): boolean {
    return this.#trouble === undefined || (this.#trouble.isSlow && !this.isWaiting);
  }

  /** Something is not on disk yet. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Class B: written within the longest wait after `since`, now when that is over. What waits under the same key is replaced. */
  hold(
    key: string,
    write: () => void,
    { since, place }: { readonly since?: Millis; readonly place?: CommitPlace } = {},
  ): void {
    this.#put(key, write, place);
    const { clock, longestWait = LONGEST_WAIT } = this.#options;
    if (this.#trouble !== undefined) return;
    const due = millis((since ?? clock.uptime()) + longestWait + GRACE);
    if (due <= clock.uptime()) this.flush();
    else if (this.#timer === undefined || due < this.#timer.due) this.#flushAt(due);
  }

  /**
   * Class A: everything that waits, and then this, in one commit. When the disk refuses it waits too; anything else that fails is thrown.
   * Whether it is on disk now.
   */
  keep(key: string, write: () => void, place?: CommitPlace): boolean {
    try {
      if (this.#trouble === undefined) {
        this.commit(write, place);
        return true;
      }
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
    }
    this.#put(key, write, place);
    return false;
  }

  /** Everything that waits, and then this, in one commit, durable when it returns; or nothing of it. */
  commit(write: () => void, place?: CommitPlace): void {
    const { database } = this.#options;
    const begun = this.#lineClock.uptime();
    this.#lastTry = begun;
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
    this.#taken(millis(this.#lineClock.uptime() - begun));
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
    this.#trouble = { since: this.#trouble?.since ?? clock.now(), why, isSlow: false };
    this.#retryLater();
    if (!isNew) return;
    log.error({ error }, "store.refuses");
    this.#changes.emit(undefined);
  }

  #taken(took: Millis): void {
    const { clock, log } = this.#options;
    const before = this.#trouble;
    if (before !== undefined) {
      log.info({ ...before }, "store.takes-again");
      this.#trouble = undefined;
      this.#changes.emit(undefined);
    }
    if (took <= SLOW_FLUSH) return;
    log.warn({ took }, "store.slow");
    const since = before?.isSlow === true ? before.since : clock.now();
    this.#trouble = { since, why: `a flush took ${(took / 1000).toFixed(1)} s`, isSlow: true };
    this.#retryLater();
    this.#changes.emit(undefined);
  }

  #retryLater(): void {
    if (this.#isClosed) return;
    const { clock, probe } = this.#options;
    this.#at(millis(clock.uptime() + RETRY), () => {
      if (probe === undefined) this.flush();
      else this.#ask(probe);
    });
  }

  /** A disk that still refuses or is slow is found out without standing still. */
  #ask(probe: () => Promise<void>): void {
    const begun = this.#lineClock.uptime();
    const isLate = () => this.isWaiting && this.#trouble?.isSlow === true && begun - this.#lastTry >= MOST_PATIENCE;
    probe().then(
      () => {
        if (this.#isClosed || this.#trouble === undefined) return;
        const isQuick = this.#lineClock.uptime() - begun <= SLOW_FLUSH;
        if (isQuick || isLate()) this.flush();
        else this.#retryLater();
      },
      () => {
        this.#retryLater();
      },
    );
  }

  #flushAt(due: Millis): void {
    this.#at(due, () => {
      this.flush();
    });
  }

  #at(due: Millis, act: () => void): void {
    this.#stopTimer();
    const { clock } = this.#options;
    const cancel = clock.after(millis(due - clock.uptime()), () => {
      this.#timer = undefined;
      act();
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
