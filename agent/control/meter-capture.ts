import type { MeterReading } from "#hal/core/charging";
import type { Cancel, Clock } from "#hal/core/clock";
import { seconds } from "#hal/core/units";
import type { MeterWatch } from "#agent/control/meter-watch";

/** How long a meter is asked again for the reading that begins or ends a transaction. */
const PATIENCE = seconds(10);
const RETRY = seconds(1);

/** The readings that bills are made of: asked for anew, and again for a while when a line is noisy. */
export class MeterCapture {
  readonly #watch: Pick<MeterWatch, "read" | "isSilent">;
  readonly #clock: Clock;
  #cancel: Cancel = () => undefined;
  #run = 0;

  /** `clock` is the line's: the meter answers in real time. */
  constructor(watch: Pick<MeterWatch, "read" | "isSilent">, clock: Clock) {
    this.#watch = watch;
    this.#clock = clock;
  }

  /** Calls one of both, once. A later capture takes the place of one that is under way. */
  capture(onReading: (reading: MeterReading) => void, onFailure: () => void): void {
    this.stop();
    const run = this.#run;
    const deadline = this.#clock.uptime() + PATIENCE;
    const attempt = () => {
      this.#watch.read().then(
        (reading) => {
          if (run === this.#run) onReading(reading);
        },
        () => {
          if (run !== this.#run) return;
          const isHopeless = this.#watch.isSilent() || this.#clock.uptime() >= deadline;
          if (isHopeless) onFailure();
          else this.#cancel = this.#clock.after(RETRY, attempt);
        },
      );
    };
    attempt();
  }

  stop(): void {
    this.#run += 1;
    this.#cancel();
  }
}
