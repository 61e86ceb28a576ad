import type { MeterReading } from "#hal/core/charging";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { type Listenable, Signal } from "#hal/core/signal";
import { type Millis, millis } from "#hal/core/units";
import type { EnergyMeter, MeterIdentity } from "#hal/ports/energy-meter";
import type { FaultChange } from "#hal/ports/hardware-faults";

/** This many polls in a row without an answer, and the meter counts as silent. One lost answer on a noisy bus is no fault. */
const SILENT_AFTER = 3;

export interface MeterWatchOptions {
  readonly meter: EnergyMeter;
  readonly clock: Clock;
  readonly log: Log;
  readonly interval: Millis;
}

/** Looks at one meter again and again: the newest reading for pages and limits, the fault when it falls silent, its identity when it is back. */
export class MeterWatch {
  readonly #meter: EnergyMeter;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #interval: Millis;
  readonly #faults = new Signal<FaultChange>();
  readonly #readings = new Signal<MeterReading>();
  #latest: MeterReading | undefined;
  #latestAt = millis(0);
  #identity: MeterIdentity | undefined;
  #misses = 0;
  #isSilent = false;
  #polling: Promise<void> | undefined;
  #cancel: Cancel = () => undefined;

  constructor({ meter, clock, log, interval }: MeterWatchOptions) {
    this.#meter = meter;
    this.#clock = clock;
    this.#log = log;
    this.#interval = interval;
  }

  get faults(): Listenable<FaultChange> {
    return this.#faults;
  }

  get readings(): Listenable<MeterReading> {
    return this.#readings;
  }

  /** Undefined until the first answer and again while the meter is silent. */
  latest(): MeterReading | undefined {
    return this.#isSilent ? undefined : this.#latest;
  }

  /** What the meter said of itself; undefined until it has answered once. */
  identity(): MeterIdentity | undefined {
    return this.#identity;
  }

  serialNumber(): string | undefined {
    return this.#identity?.serialNumber;
  }

  isSilent(): boolean {
    return this.#isSilent;
  }

  start(): void {
    this.#cancel = every(this.#clock, this.#interval, () => {
      this.#pollOnce();
    });
    this.#pollOnce();
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.#polling;
  }

  /** A reading that is not older than `age`: the newest one, or one from now. Rejects as the meter does. */
  async recent(age: Millis): Promise<MeterReading> {
    const latest = this.latest();
    const isFresh = latest !== undefined && this.#clock.uptime() - this.#latestAt <= age;
    return isFresh ? latest : this.read();
  }

  /** A reading from now; rejects as the meter does. Counts as a poll. */
  async read(): Promise<MeterReading> {
    try {
      if (this.#identity === undefined) this.#identity = await this.#meter.identify();
      const reading = await this.#meter.read();
      this.#heard(reading);
      return reading;
    } catch (error) {
      this.#missed(error);
      throw error;
    }
  }

  #pollOnce(): void {
    this.#polling ??= this.read()
      .then(
        () => undefined,
        // Already counted and logged; the next poll is the retry.
        () => undefined,
      )
      .finally(() => {
        this.#polling = undefined;
      });
  }

  #heard(reading: MeterReading): void {
    this.#misses = 0;
    this.#latest = reading;
    this.#latestAt = this.#clock.uptime();
    if (this.#isSilent) {
      this.#isSilent = false;
      this.#log.info({}, "meter.back");
      this.#faults.emit({ code: "meter.silent", active: false });
    }
    this.#readings.emit(reading);
  }

  #missed(error: unknown): void {
    this.#misses += 1;
    this.#log.debug({ misses: this.#misses, error: describeError(error) }, "meter.missed");
    if (this.#misses < SILENT_AFTER || this.#isSilent) return;
    this.#isSilent = true;
    // Another meter may be there when something answers again.
    this.#identity = undefined;
    this.#log.warn({ error: describeError(error) }, "meter.silent");
    this.#faults.emit({ code: "meter.silent", active: true, detail: describeError(error) });
  }
}

/** Live values are wanted within a second or two. */
export const LIVE_INTERVAL = millis(1000);
