import { type Cancel, type Clock, every } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { minutes, seconds } from "#hal/core/units";
import type { StationClock } from "#agent/control/station-clock";

const LOOK = seconds(30);
/** What a start without a clock may be behind at most. Each mark is a write to flash. */
const MARK = minutes(10);

/** Looks after the station's clock while the charge point runs. */
export class ClockKeeper implements Component {
  readonly name = "clock-keeper";
  readonly #station: StationClock;
  readonly #clock: Clock;
  readonly #onStorageFailure: (error: unknown) => void;
  #cancels: readonly Cancel[] = [];

  /** `clock` is the one by which the component's own timers go. */
  constructor(station: StationClock, clock: Clock, onStorageFailure: (error: unknown) => void) {
    this.#station = station;
    this.#clock = clock;
    this.#onStorageFailure = onStorageFailure;
  }

  start(): Promise<void> {
    this.#cancels = [
      every(this.#clock, LOOK, () => {
        this.#store(() => {
          this.#station.look();
        });
      }),
      every(this.#clock, MARK, () => {
        this.#mark();
      }),
    ];
    return Promise.resolve();
  }

  stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#mark();
    return Promise.resolve();
  }

  health(): Health {
    return this.#station.isKnown ? { kind: "ok" } : { kind: "degraded", why: "nobody has told the time yet" };
  }

  #mark(): void {
    this.#store(() => {
      this.#station.mark();
    });
  }

  #store(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#onStorageFailure(error);
    }
  }
}
