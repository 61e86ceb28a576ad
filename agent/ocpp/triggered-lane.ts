import type { Lane, LaneCall } from "#agent/ocpp/call-lane";
import type { Dialect, OutgoingCall } from "#agent/ocpp/dialects/dialect";

type Words = (dialect: Dialect) => OutgoingCall | undefined;

/** Messages that the CSMS has asked for and that are of interest only now: told once, also before registration, and never queued on disk. */
export class TriggeredLane implements Lane {
  readonly #wake: () => void;
  #waiting: readonly Words[] = [];
  #connection = 0;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  post(words: Words): void {
    this.#waiting = [...this.#waiting, words];
    this.#wake();
  }

  /** For a message whose content takes a moment; by then the connection on which it was asked for must still be there. */
  postLater(gathered: Promise<readonly Words[]>): void {
    const connection = this.#connection;
    gathered.then(
      (all) => {
        if (connection === this.#connection) for (const words of all) this.post(words);
      },
      // What cannot be gathered cannot be told.
      () => undefined,
    );
  }

  linkLost(): void {
    this.#connection += 1;
    this.#waiting = [];
  }

  next(dialect: Dialect): LaneCall | undefined {
    for (let [words, ...rest] = this.#waiting; words !== undefined; [words, ...rest] = this.#waiting) {
      this.#waiting = rest;
      const call = words(dialect);
      if (call !== undefined) return { call, answered: () => undefined, failed: () => undefined };
    }
    return undefined;
  }
}
