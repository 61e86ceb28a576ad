import type { EvseId } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import type { Component, Health } from "#hal/core/component";
import { ClockTicker } from "#agent/control/clock-ticker";
import type { EvseController } from "#agent/control/evse-controller";
import type { Variables } from "#agent/control/variables";
import type { MeterValuesTaken } from "#agent/domain/transaction/station-fact";
import type { FactLog } from "#agent/ports/station-store";

export interface StationMetersOptions {
  readonly evses: readonly EvseController[];
  readonly variables: Pick<Variables, "get" | "changes">;
  readonly facts: Pick<FactLog, "add">;
  readonly clock: Clock;
  readonly factsWaiting: () => void;
  /** Brings to disk, and so to the back end, what would wait for a minute. */
  readonly flush: () => void;
  readonly onStorageFailure: (error: unknown) => void;
}

/**
 * The meters of all outlets, read when the clock or the back end says so. There is no main meter: connector 0 of OCPP 1.6 has no values,
 * because a sum of the outlets' registers is no reading of any device.
 */
export class StationMeters implements Component {
  readonly name = "meters";
  readonly #options: StationMetersOptions;
  readonly #ticker: ClockTicker;
  #cancel: Cancel = () => undefined;

  constructor(options: StationMetersOptions) {
    this.#options = options;
    this.#ticker = new ClockTicker({
      clock: options.clock,
      interval: () => options.variables.get("clockAlignedDataInterval"),
      onTick: () => {
        for (const evse of options.evses) this.#tick(evse);
      },
    });
  }

  start(): Promise<void> {
    this.#cancel = this.#options.variables.changes.listen((name) => {
      if (name === "clockAlignedDataInterval") this.#ticker.start();
      if (name === "meterValueSampleInterval") for (const evse of this.#options.evses) evse.metering.resample();
    });
    this.#ticker.start();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#cancel();
    this.#ticker.stop();
    return Promise.resolve();
  }

  health(): Health {
    return { kind: "ok" };
  }

  /** Whether there is a meter there that answers; of all outlets one is enough. */
  canRead(evse: EvseId | 0 | undefined): boolean {
    return this.#wanted(evse).some((each) => !each.watch().isSilent());
  }

  /** Meters that do not answer are left out. */
  async read(evse: EvseId | 0 | undefined): Promise<readonly MeterValuesTaken[]> {
    const taken = this.#wanted(evse).map((each) => each.metering.triggered().catch(() => undefined));
    return (await Promise.all(taken)).filter((values) => values !== undefined);
  }

  #wanted(evse: EvseId | 0 | undefined): readonly EvseController[] {
    return evse === undefined ? this.#options.evses : this.#options.evses.filter(({ id }) => id === evse);
  }

  /** Tells what the price depends on, as it is now; nothing when the meter does not answer. */
  tellForPrice(evse: Pick<EvseController, "metering">): void {
    this.#queue(evse.metering.priced(), this.#options.flush);
  }

  #tick(evse: EvseController): void {
    this.#queue(evse.metering.clockTick());
  }

  /** What belongs to no transaction is a fact of its own. */
  #queue(taken: Promise<MeterValuesTaken | undefined>, afterwards: () => void = () => undefined): void {
    const { facts, factsWaiting, onStorageFailure } = this.#options;
    taken.then(
      (values) => {
        try {
          if (values !== undefined) facts.add(values);
          afterwards();
          factsWaiting();
        } catch (error) {
          onStorageFailure(error);
        }
      },
      // The meter watch has counted the miss.
      () => undefined,
    );
  }
}
