import type { MeterReading } from "#hal/core/charging";
import { type Cancel, type Clock, every } from "#hal/core/clock";
import { type Millis, minutes } from "#hal/core/units";

/** Between samples a reading is written down at least this often: the most that a power cut can put in doubt. */
const CHECKPOINT = minutes(1);

export interface MeterSamplerOptions {
  readonly clock: Clock;
  /** A reading from now; a rejection skips one sample. */
  readonly read: () => Promise<MeterReading>;
  readonly onSample: (reading: MeterReading) => void;
  readonly onCheckpoint: (reading: MeterReading) => void;
}

/** Takes the periodic values of one transaction, counted from its start (OCPP 1.6 MeterValueSampleInterval). */
export class MeterSampler {
  readonly #options: MeterSamplerOptions;
  #cancels: Cancel[] = [];
  #run = 0;

  constructor(options: MeterSamplerOptions) {
    this.#options = options;
  }

  /** `interval` 0 takes no samples, only checkpoints. Starting anew ends what ran before. */
  start(interval: Millis): void {
    this.stop();
    const { clock, onSample, onCheckpoint } = this.#options;
    if (interval > 0) this.#cancels.push(this.#repeat(clock, interval, onSample));
    if (interval === 0 || interval > CHECKPOINT) this.#cancels.push(this.#repeat(clock, CHECKPOINT, onCheckpoint));
  }

  stop(): void {
    this.#run += 1;
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }

  #repeat(clock: Clock, period: Millis, deliver: (reading: MeterReading) => void): Cancel {
    const run = this.#run;
    return every(clock, period, () => {
      this.#options.read().then(
        (reading) => {
          if (run === this.#run) deliver(reading);
        },
        // The meter watch has counted the miss; a sample that could not be taken is not made up.
        () => undefined,
      );
    });
  }
}
