import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis } from "#hal/core/units";

/** A motor turns the bolt in this time; a good driver gives up on one that does not move after this much. */
const TRAVEL = millis(300);
const PATIENCE = millis(1000);

type Position = "locked" | "unlocked";

/** The lock of a socket with its motor and its feedback contact. It knows no drivers: its shape is what they need. */
export class VirtualLock {
  readonly #clock: Clock;
  readonly #changes = new Signal<Position>();
  readonly #motors = new Set<Cancel>();
  #position: Position = "unlocked";
  #isJammed = false;

  /** The clock of the world: there is no line between the lock and who moves it, and vehicles wait in that time. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  position(): Position {
    return this.#position;
  }

  get changes(): Listenable<Position> {
    return this.#changes;
  }

  /** Rejects with AgentError `lock.jammed`. */
  lock(): Promise<void> {
    return this.#turn("locked");
  }

  /** Rejects with AgentError `lock.jammed`. */
  unlock(): Promise<void> {
    return this.#turn("unlocked");
  }

  /** From now on the bolt stays where it is, whatever the motor does. */
  setJammed(isJammed: boolean): void {
    this.#isJammed = isJammed;
  }

  /** Somebody opens the bolt by hand, as the emergency release does. */
  forceOpen(): void {
    this.#moveTo("unlocked");
  }

  /** Power off: what was to move stays. */
  stop(): void {
    for (const cancel of this.#motors) cancel();
    this.#motors.clear();
  }

  #turn(wanted: Position): Promise<void> {
    if (this.#position === wanted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(this.#isJammed ? PATIENCE : TRAVEL, () => {
        this.#motors.delete(cancel);
        if (this.#isJammed) {
          reject(new AgentError("lock.jammed", "the bolt did not reach its end", { wanted }));
          return;
        }
        this.#moveTo(wanted);
        resolve();
      });
      this.#motors.add(cancel);
    });
  }

  #moveTo(position: Position): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#changes.emit(position);
  }
}
