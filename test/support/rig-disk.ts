import { type Clock, sleep } from "#hal/core/clock";
import type { Failpoint } from "#hal/core/failpoint";
import { silentLog } from "#hal/core/log";
import { millis } from "#hal/core/units";
import { type Database, openDatabase } from "#agent/store/database";

/** Of who writes. */
interface Writer {
  readonly failpoint: Failpoint;
  /** Throws when it is dead. */
  assertAlive(): void;
}

/** What the processes of a rig write to, one after the other: it may refuse, and it may be slow. */
export class RigDisk {
  /** What it says to each write while it is set. */
  failure: Error | undefined;
  /** How long a flush takes. */
  delay = millis(0);
  /** How often somebody stood still for a flush that took time. */
  stalls = 0;
  /** How often a power cut took what had been committed and not flushed. */
  losses = 0;
  readonly #writer: Writer;
  #database: Database;
  /** What a power cut leaves for sure, while something is committed and not flushed. */
  #flushed: Buffer | undefined;
  #lateCommits = 0;
  #isLate = false;
  #stalled = 0;
  #isWritten = false;

  constructor(writer: Writer) {
    this.#writer = writer;
    this.#database = this.#open();
  }

  get database(): Database {
    return this.#database;
  }

  /** Something is committed and not flushed. */
  get isBehind(): boolean {
    return this.#flushed !== undefined;
  }

  /** What was not flushed is lost, or all of it has reached the disk by then: that is chance. For processes that begin after it. */
  cutPower(isLost: boolean): void {
    const left = this.#flushed;
    this.#flushed = undefined;
    if (left === undefined || !isLost) return;
    this.losses += 1;
    this.#database = this.#open(left);
  }

  /** Makes durable what has been committed until now, while the process of this clock goes on. */
  async flush(clock: Clock): Promise<void> {
    const [covered, count] = [this.#database.content(), this.#lateCommits];
    await sleep(clock, this.delay);
    if (this.failure !== undefined) throw this.failure;
    if (this.#flushed !== undefined) this.#flushed = count === this.#lateCommits ? undefined : covered;
  }

  /** Real time as a process knows it that stands still while it flushes. The world does not go on meanwhile. */
  lineClock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      uptime: () => millis(clock.uptime() + this.#standStill()),
      after: (delay, ring) => clock.after(delay, ring),
    };
  }

  /** Finds out how the disk is, without standing still. */
  readonly probe = async (clock: Clock): Promise<void> => {
    await sleep(clock, this.delay);
    if (this.failure !== undefined) throw this.failure;
  };

  #open(content?: Buffer): Database {
    const database = openDatabase({
      path: ":memory:",
      log: silentLog,
      failpoint: this.#writer.failpoint,
      lineClock: { uptime: () => this.#standStill() },
      beforeWrite: () => {
        this.#written();
      },
      ...(content === undefined ? {} : { content }),
    });
    const original: Database["transaction"] = database.transaction.bind(database);
    const transaction: Database["transaction"] = (work, places, flush) =>
      flush === "later" ? this.#late(() => original(work, places, flush)) : original(work, places, flush);
    return Object.assign(database, { transaction });
  }

  #written(): void {
    this.#writer.assertAlive();
    if (this.failure !== undefined) throw this.failure;
    if (this.#isLate) return;
    this.#isWritten = true;
    // Its flush takes all with it that came before.
    this.#flushed = undefined;
  }

  #late<Result>(commit: () => Result): Result {
    this.#flushed ??= this.#database.content();
    this.#lateCommits += 1;
    this.#isLate = true;
    try {
      return commit();
    } finally {
      this.#isLate = false;
    }
  }

  #standStill() {
    if (this.#isWritten && this.delay > 0) {
      this.#stalled += this.delay;
      this.stalls += 1;
    }
    this.#isWritten = false;
    return millis(this.#stalled);
  }
}
