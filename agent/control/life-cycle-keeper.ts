import type { Clock } from "#hal/core/clock";
import { type Listenable, Signal } from "#hal/core/signal";
import { millis, type Millis, minutes } from "#hal/core/units";
import { isBarredBy, type LifeCycleRecord } from "#agent/domain/site/life-cycle";
import type { LifeCycleStore } from "#agent/ports/station-store";

/** Time enough to plug in and to hold a card to the reader. */
const TEST_WINDOW = minutes(15);

/** Knows whether this charger has been put into service, and keeps everybody from charging where that is asked for. */
export class LifeCycleKeeper {
  readonly #store: LifeCycleStore;
  readonly #clock: Clock;
  readonly #isActivationNeeded: boolean;
  readonly #changes = new Signal<undefined>();
  #record: LifeCycleRecord;
  #testUntil: Millis | undefined;

  constructor(options: {
    readonly store: LifeCycleStore;
    /** For the window of the test charge: a real one. */
    readonly clock: Clock;
    /** No charge before the charger is activated. */
    readonly isActivationNeeded: boolean;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#isActivationNeeded = options.isActivationNeeded;
    this.#record = options.store.get();
  }

  /** Whether somebody may charge is perhaps another thing now. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  get isActivationNeeded(): boolean {
    return this.#isActivationNeeded;
  }

  record(): LifeCycleRecord {
    return this.#record;
  }

  put(record: LifeCycleRecord): void {
    this.#store.put(record);
    this.#record = record;
    this.#changes.emit(undefined);
  }

  /** Nobody may begin a charge now. */
  isBarring(): boolean {
    return isBarredBy(this.#record, this.#isActivationNeeded, this.#isTesting());
  }

  /** Lets one charge begin before the activation, so that it can be tested. What has begun goes on after the window. */
  openTestWindow(): void {
    this.#testUntil = millis(this.#clock.uptime() + TEST_WINDOW);
    this.#clock.after(TEST_WINDOW, () => {
      this.#changes.emit(undefined);
    });
    this.#changes.emit(undefined);
  }

  #isTesting(): boolean {
    return this.#testUntil !== undefined && this.#clock.uptime() < this.#testUntil;
  }
}
