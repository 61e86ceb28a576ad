import { describeError, hasCode } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Millis, millis, seconds } from "#hal/core/units";
import type { CommitPlace } from "#agent/store/commit";
import type { Database } from "#agent/store/database";

/** A reading on disk gets no older than a minute unless told otherwise. */
const LONGEST_WAIT = seconds(60);
/** Lets the sample that is due at its end come first, and be answered: then sixty commits an hour are enough. */
const GRACE = millis(500);

/** When that is to be written which may wait. */
export function dueAfter(since: Millis, longestWait = LONGEST_WAIT): Millis {
  return millis(since + longestWait + GRACE);
}

export interface WaitingWrite {
  readonly write: () => void;
  /** What a harness may want the program to die at. */
  readonly place: CommitPlace | undefined;
  /** When it is to be written at the latest, by the clock of whoever waits. */
  readonly due: Millis;
  /** Of class A: somebody waits for it to be on disk. */
  readonly isKept: boolean;
}

/** How a write of class B waits. */
export interface HoldOptions {
  /** It has waited since then, by the clock of whoever waits. */
  readonly since?: Millis;
  readonly place?: CommitPlace;
  /** What belongs to it is held next, and nothing may be written before that. */
  readonly hasMore?: boolean;
}

/** What is not in the database yet, in order. */
export class WaitingWrites {
  #byKey = new Map<string, WaitingWrite>();

  get size(): number {
    return this.#byKey.size;
  }

  get hasKept(): boolean {
    return [...this.#byKey.values()].some(({ isKept }) => isKept);
  }

  get places(): readonly CommitPlace[] {
    return [...this.#byKey.values()].flatMap(({ place }) => place ?? []);
  }

  /** When the first of them has to be written. */
  get due(): Millis | undefined {
    if (this.#byKey.size === 0) return undefined;
    return millis([...this.#byKey.values()].reduce((least, { due }) => Math.min(least, due), Infinity));
  }

  /** What waits under the same key is replaced, and has waited as long. */
  put(key: string, write: WaitingWrite): void {
    const due = millis(Math.min(write.due, this.#byKey.get(key)?.due ?? Infinity));
    this.#byKey.delete(key);
    this.#byKey.set(key, { ...write, due });
  }

  drop(key: string): void {
    this.#byKey.delete(key);
  }

  /** Inside a commit. One that breaks a rule of the schema is a mistake of ours, and must not keep all others from the disk. */
  writeTo(database: Database, log: Log): void {
    for (const [key, { write }] of this.#byKey) {
      try {
        database.transaction(write);
      } catch (error) {
        if (hasCode(error, "store.failed")) throw error;
        log.error({ key, why: describeError(error) }, "store.dropped");
      }
    }
  }

  /** They are written. */
  take(): ReadonlyMap<string, WaitingWrite> {
    const taken = this.#byKey;
    this.#byKey = new Map();
    return taken;
  }

  /** They were taken and are not written after all: they come before what has come since, which replaces them. */
  putBack(taken: ReadonlyMap<string, WaitingWrite>): void {
    const since = this.#byKey;
    this.#byKey = new Map([...taken].filter(([key]) => !since.has(key)));
    for (const [key, write] of since) this.#byKey.set(key, write);
  }
}
