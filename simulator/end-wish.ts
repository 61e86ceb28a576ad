import type { Clock } from "#hal/core/clock";
import { type Millis, seconds } from "#hal/core/units";

/** What is needed of the platform's `process`. */
export interface SignalSource {
  on(event: EndSignal, listener: () => void): unknown;
  off(event: EndSignal, listener: () => void): unknown;
}

type EndSignal = (typeof signals)[number];

export interface EndWishListener {
  /** Somebody wants it to end. */
  first(): void;
  /** They say so again: it takes too long for them. */
  insisted(): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_WISH: Millis = seconds(1);

/** Hears that the program is wanted to end. */
export class EndWish {
  readonly #process: SignalSource;
  readonly #clock: Pick<Clock, "uptime">;
  #listener: EndWishListener | undefined;
  #askedAt: Millis | undefined;

  constructor(process: SignalSource, clock: Pick<Clock, "uptime">) {
    this.#process = process;
    this.#clock = clock;
  }

  readonly #onSignal = (): void => {
    const now = this.#clock.uptime();
    if (this.#askedAt === undefined) {
      this.#askedAt = now;
      this.#listener?.first();
    } else if (now - this.#askedAt > SAME_WISH) this.#listener?.insisted();
  };

  listen(listener: EndWishListener): void {
    this.#listener = listener;
    for (const signal of signals) this.#process.on(signal, this.#onSignal);
  }

  unlisten(): void {
    for (const signal of signals) this.#process.off(signal, this.#onSignal);
  }
}
