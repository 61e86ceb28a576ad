import { type Cancel, type Clock, every } from "#hal/core/clock";
import type { AbortSignalLike } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { isoTime, seconds } from "#hal/core/units";
import type { SecurityJournal } from "#agent/control/security-journal";

/** What network time corrects without a step stays far below. */
const STEP = seconds(10);
const LOOK = seconds(60);

/** Notes when somebody sets the wall clock: what is stamped with it means something else from then on. */
export class ClockWatch implements Component {
  readonly name = "clock-watch";
  readonly #clock: Clock;
  readonly #journal: Pick<SecurityJournal, "raise">;
  #offset = 0;
  #cancel: Cancel = () => undefined;

  constructor(clock: Clock, journal: Pick<SecurityJournal, "raise">) {
    this.#clock = clock;
    this.#journal = journal;
  }

  start(_abort?: AbortSignalLike): Promise<void> {
    this.#offset = this.#now();
    this.#cancel = every(this.#clock, LOOK, () => {
      this.#look();
    });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#cancel();
    return Promise.resolve();
  }

  health(): Health {
    return { kind: "ok" };
  }

  #look(): void {
    const step = this.#now() - this.#offset;
    this.#offset += step;
    if (Math.abs(step) < STEP) return;
    const seconds = Math.round(step / 1000);
    this.#journal.raise("SettingSystemTime", `by ${String(seconds)} s, now ${isoTime(this.#clock.now())}`);
  }

  #now(): number {
    return this.#clock.now() - this.#clock.uptime();
  }
}
