import type { Millis } from "#hal/core/units";
import type { DiskWatch } from "#agent/store/disk-watch";
import type { LateFlush } from "#agent/store/late-flush";
import type { WaitingWrite } from "#agent/store/waiting-writes";

/** What is in the database and not on disk yet. */
export interface Unflushed {
  readonly writes: ReadonlyMap<string, WaitingWrite>;
  /** How much of class A had been handed over when it was written. */
  readonly kept: number;
}

interface Round extends Unflushed {
  /** Number of its commit. */
  readonly commit: number;
  readonly hasFailed: boolean;
}

export interface RoundEnds {
  /** What was unflushed is on disk. */
  readonly landed: (kept: number, took: Millis) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Flushes of what has been committed without one: one at a time, while the process goes on. A round whose flush fails is not done again, because it
 * is there for whoever reads: its bytes are written once more and flushed again.
 */
export class LateRounds {
  readonly #late: LateFlush | undefined;
  readonly #watch: Pick<DiskWatch, "uptime" | "since" | "rest">;
  readonly #ends: RoundEnds;
  #round: Round | undefined;
  #isClosed = false;

  constructor(late: LateFlush | undefined, watch: Pick<DiskWatch, "uptime" | "since" | "rest">, ends: RoundEnds) {
    this.#late = late;
    this.#watch = watch;
    this.#ends = ends;
  }

  /** There is a way to flush late. */
  get arePossible(): boolean {
    return this.#late !== undefined;
  }

  /** One is under way, or has failed. */
  get isOpen(): boolean {
    return this.#round !== undefined;
  }

  get hasFailed(): boolean {
    return this.#round?.hasFailed === true;
  }

  /** Something in it is not on disk yet. */
  get hasWrites(): boolean {
    return (this.#round?.writes.size ?? 0) > 0;
  }

  has(key: string): boolean {
    return this.#round?.writes.has(key) ?? false;
  }

  /** There is none, or it has failed. */
  flush({ writes, kept }: Unflushed): void {
    const late = this.#late;
    if (late === undefined || this.#isClosed) return;
    const round = { writes, kept, commit: late.lastCommit, hasFailed: false };
    this.#round = round;
    this.#watch.rest();
    const begun = this.#watch.uptime();
    late.flush().then(
      () => {
        if (this.#round !== round || this.#isClosed) return;
        this.#round = undefined;
        this.#ends.landed(kept, this.#watch.since(begun));
      },
      (error: unknown) => {
        if (this.#round === round && !this.#isClosed) this.#ends.failed(error);
      },
    );
  }

  /** Whoever is told of a failure first takes it away from the others: a flush that is under way may not hear of it. */
  fail(): void {
    if (this.#round !== undefined) this.#round = { ...this.#round, hasFailed: true };
  }

  /** Writes again what a flush has failed to, so that the next flush has it. @throws AgentError `store.failed` */
  mend(): void {
    if (this.hasFailed) this.#late?.again();
  }

  /** @throws AgentError `store.failed` */
  flushAgain(): void {
    this.mend();
    if (this.#round !== undefined) this.flush(this.#round);
  }

  /** Somebody else has flushed everything meanwhile. */
  cover(): void {
    this.#round = undefined;
  }

  /** The database was made anew and has commits up to this number: gives back what is not in it. */
  lostAfter(lastCommit: number): ReadonlyMap<string, WaitingWrite> | undefined {
    const round = this.#round;
    if (round === undefined || round.commit <= lastCommit) return undefined;
    this.#round = undefined;
    return round.writes;
  }

  close(): void {
    this.#isClosed = true;
  }
}
