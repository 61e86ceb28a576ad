import { AgentError, hasCode } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import type { Millis } from "#hal/core/units";
import type { StoreTrouble } from "#agent/ports/store-health";
import type { CommitPlace } from "#agent/store/commit";
import type { Database } from "#agent/store/database";
import { DiskWatch, type DiskWatchOptions } from "#agent/store/disk-watch";
import { QUICK_FLUSH, SLOW_FLUSH } from "#agent/store/flush-pace";
import type { LateFlush } from "#agent/store/late-flush";
import { LateRounds } from "#agent/store/late-rounds";
import { SingleTimer } from "#agent/store/single-timer";
import { dueAfter, type HoldOptions, type WaitingWrite, WaitingWrites } from "#agent/store/waiting-writes";

export interface WriteBehindOptions extends DiskWatchOptions {
  readonly database: Database;
  /** How old a reading on disk may get. */
  readonly longestWait?: Millis;
  /** Flushes while the disk is slow. Where there is none each commit is flushed at once, however long that takes. */
  readonly late?: LateFlush;
}

/**
 * What waits to be written, in order. It goes to disk in one commit: with the next change that cannot wait, or when the oldest of it has waited
 * long enough. When the disk refuses, everything stays here and is tried again until the disk takes it.
 *
 * While the disk is slow nobody stands still for it. What waits goes to the database in rounds: a commit that is not flushed, and then a flush in
 * another thread. What comes meanwhile waits for the next round, so that each round ends however much comes. Only at its end is what was in it on
 * disk (`LateRounds`).
 */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  readonly #waiting = new WaitingWrites();
  readonly #sealed = new Signal<undefined>();
  readonly #written = new Signal<undefined>();
  /** Everything that waited is in the database, and will be on disk when `written` says so next. */
  readonly sealed: Listenable<undefined> = this.#sealed;
  /** Everything that was sealed is on disk. */
  readonly written: Listenable<undefined> = this.#written;
  readonly #due: SingleTimer;
  readonly #watch: DiskWatch;
  readonly #rounds: LateRounds;
  /** How many writes of class A were handed over, and are on disk. */
  #kept = 0;
  #onDisk = 0;
  #isFlushing = false;
  #isClosed = false;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
    this.#due = new SingleTimer(options.clock);
    this.#watch = new DiskWatch(options, (took) => {
      this.#answered(took);
    });
    this.#rounds = new LateRounds(options.late, this.#watch, {
      landed: (kept, took) => {
        this.#landed(kept, took);
      },
      failed: (error) => {
        this.#refused(error);
      },
    });
  }

  /** The disk has begun to refuse or to be slow, or takes again. */
  get changes(): Listenable<undefined> {
    return this.#watch.changes;
  }

  /** The commit that is running has nothing of class A in it. */
  get isFlushing(): boolean {
    return this.#isFlushing;
  }

  trouble(): StoreTrouble | undefined {
    return this.#watch.trouble;
  }

  /** Something is not on disk yet. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0 || this.#rounds.hasWrites;
  }

  /** Stands for everything of class A that has been handed over until now. */
  get mark(): number {
    return this.#kept;
  }

  /** Whether everything of class A that was handed over until that mark is on disk. */
  isOnDisk(mark: number): boolean {
    return mark <= this.#onDisk;
  }

  /**
   * Whether what is given out now, and is answered, can be kept: the disk takes it, and has taken the answer before this one, at mark `last`. So no
   * more than one is told twice after a crash, and the number that a start was given is there for what follows it: a disk that has just healed
   * counts as one that takes, and what waited is written a moment later.
   */
  mayBeAnswered(last: number): boolean {
    return !this.#watch.isRefusing && this.isOnDisk(last);
  }

  /** It is in the database and not on disk: too late to drop it. */
  isUnderWay(key: string): boolean {
    return this.#rounds.has(key);
  }

  /** Class B: written within the longest wait after `since`, now when that is over. What waits under the same key is replaced. */
  hold(key: string, write: () => void, { since, place, hasMore = false }: HoldOptions = {}): void {
    const due = dueAfter(since ?? this.#options.clock.uptime(), this.#options.longestWait);
    this.#put(key, { write, place, due, isKept: false });
    if (!hasMore) this.#plan();
  }

  /**
   * Class A: everything that waits, and then this, in one commit. When the disk refuses or is slow it waits too; anything else that fails is
   * thrown. Whether it is on disk now.
   */
  keep(key: string, write: () => void, place?: CommitPlace): boolean {
    this.#kept += 1;
    const mark = this.#kept;
    try {
      if (this.#watch.trouble === undefined) {
        this.commit(write, place);
        return true;
      }
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
    }
    this.#put(key, { write, place, due: this.#options.clock.uptime(), isKept: true });
    this.#plan();
    return this.isOnDisk(mark);
  }

  /** Everything that waits, and then this, in one commit, durable when it returns, however slow the disk is; or nothing of it. */
  commit(write: () => void, place?: CommitPlace): void {
    const { database, log } = this.#options;
    const begun = this.#watch.uptime();
    try {
      this.#rounds.mend();
      const places = [...this.#waiting.places, ...(place === undefined ? [] : [place])];
      database.transaction(() => {
        this.#waiting.writeTo(database, log);
        write();
        if (this.#rounds.isOpen) this.#writeSomething();
      }, places);
    } catch (error) {
      if (hasCode(error, "store.failed")) this.#refused(error);
      throw error;
    }
    const took = this.#watch.since(begun);
    this.#isFlushing = false;
    this.#seal();
    // It flushed what came before it, too.
    this.#rounds.cover();
    this.#landed(this.#kept, took);
    // What the second copy was not given time for.
    if (took > SLOW_FLUSH && !this.#rounds.isOpen) this.#rounds.flush({ writes: new Map(), kept: this.#kept });
  }

  /** Writes what waits. What the disk refuses stays. */
  flush(): void {
    if (this.#watch.isSlow && this.#waiting.size > 0) this.#begin();
    else if (this.#waiting.size > 0 || this.#watch.isRefusing) this.#try();
  }

  /** It needs not be written any more. */
  drop(key: string): void {
    this.#waiting.drop(key);
  }

  /** The database was made anew and contains commits up to this number. */
  rebuilt(lastCommit: number): void {
    const lost = this.#rounds.lostAfter(lastCommit);
    if (lost === undefined) return;
    this.#waiting.putBack(lost);
    this.#planAt(this.#options.clock.uptime());
  }

  /** Writes what waits, if the disk takes it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#due.stop();
    this.#watch.close();
    this.#rounds.close();
    this.#unlessRefused(() => {
      if (this.isWaiting) this.commit(() => undefined);
    });
  }

  #put(key: string, write: WaitingWrite): void {
    if (this.#isClosed) throw new AgentError("store.closed", "the store is closed", { key });
    this.#waiting.put(key, write);
  }

  /** Writes when something is due, or when it will be. */
  #plan(): void {
    const { due } = this.#waiting;
    const isHeldUp = this.#watch.isRefusing || (this.#watch.isSlow && this.#rounds.isOpen);
    if (due === undefined || isHeldUp || this.#isClosed) this.#due.stop();
    else if (due <= this.#options.clock.uptime()) this.flush();
    else this.#planAt(due);
  }

  #planAt(due: Millis): void {
    this.#due.at(due, () => {
      this.#plan();
    });
  }

  /** One commit that says how the disk is: even with nothing to write, when it was in trouble. */
  #try(): void {
    this.#isFlushing = !this.#waiting.hasKept;
    this.#unlessRefused(() => {
      this.commit(() => {
        if (this.#watch.trouble !== undefined) this.#writeSomething();
      });
    });
  }

  /** Changes nothing and has to be written all the same. */
  #writeSomething(): void {
    this.#options.database.prepare("UPDATE sqlite_sequence SET seq = seq").run();
  }

  #unlessRefused(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!hasCode(error, "store.failed")) throw error;
      this.#refused(error);
    } finally {
      this.#isFlushing = false;
    }
  }

  /** A round, when there is none already; even with nothing to write, to see how the disk is. */
  #begin(): void {
    const { database, log } = this.#options;
    if (this.#rounds.isOpen) return;
    if (!this.#rounds.arePossible) {
      this.#try();
      return;
    }
    this.#isFlushing = !this.#waiting.hasKept;
    this.#unlessRefused(() => {
      const write = () => {
        if (this.#waiting.size === 0) this.#writeSomething();
        this.#waiting.writeTo(database, log);
      };
      database.transaction(write, this.#waiting.places, "later");
      this.#isFlushing = false;
      this.#rounds.flush({ writes: this.#seal(), kept: this.#kept });
    });
  }

  #seal(): ReadonlyMap<string, WaitingWrite> {
    const writes = this.#waiting.take();
    this.#sealed.emit(undefined);
    return writes;
  }

  #landed(kept: number, took: Millis): void {
    this.#onDisk = kept;
    this.#written.emit(undefined);
    if (this.#isClosed) return;
    this.#watch.took(took);
    this.#plan();
  }

  #refused(error: unknown): void {
    this.#rounds.fail();
    this.#due.stop();
    this.#watch.refused(error);
  }

  /** A disk in trouble was asked and took something, in this time. */
  #answered(took: Millis): void {
    if (this.#rounds.hasFailed) this.#flushAgain();
    // The end of a flush that is under way says more.
    else if (this.#rounds.isOpen) this.#watch.rest();
    // Only a commit shows how commits are.
    else if (took <= QUICK_FLUSH && this.#watch.isSlow) this.#begin();
    else if (took <= QUICK_FLUSH) this.#try();
    else {
      this.#watch.isSlowBy(took);
      this.#plan();
    }
  }

  #flushAgain(): void {
    this.#unlessRefused(() => {
      this.#rounds.flushAgain();
    });
  }
}
