import type { Cancel, Clock } from "#hal/core/clock";
import { seconds } from "#hal/core/units";

/** An answer leaves within microseconds; this only ends a wait for one that a lost frame has swallowed. */
const PATIENCE = seconds(1);

/**
 * Keeps our own calls back while the CSMS waits for an answer, so that what a request causes (a status, a transaction) is told after the answer
 * to it and never before (OCPP 1.6 sections 5.11, 5.14, 5.17).
 */
export class ReplyGate {
  readonly #clock: Clock;
  readonly #onOpen: () => void;
  readonly #holds = new Set<Cancel>();

  constructor(clock: Clock, onOpen: () => void) {
    this.#clock = clock;
    this.#onOpen = onOpen;
  }

  get isHeld(): boolean {
    return this.#holds.size > 0;
  }

  /** Holds until the returned function is called. */
  hold(): () => void {
    const release = () => {
      if (!this.#holds.delete(cancel)) return;
      cancel();
      if (!this.isHeld) this.#onOpen();
    };
    const cancel = this.#clock.after(PATIENCE, release);
    this.#holds.add(cancel);
    return release;
  }

  stop(): void {
    for (const cancel of this.#holds) cancel();
    this.#holds.clear();
  }
}
