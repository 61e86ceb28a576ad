import type { Cancel, Clock } from "#hal/core/clock";
import { type Millis, millis } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";

export interface DeviceHostOptions {
  readonly link: ByteLink;
  /** The clock of the line, which is the real one wherever the line is real. */
  readonly clock: Clock;
  readonly receive: (bytes: Uint8Array) => void;
  /** The line is there, for the first time or again. */
  readonly attached?: () => void;
}

/** A plug that has been out for long is found to be back a tenth of that time later, within these bounds. */
const SHORTEST_RETRY = 100;
const LONGEST_RETRY = 20_000;

/** Keeps a device on its line: opens it, and opens it again after a plug was pulled. What is sent meanwhile is lost. */
export class DeviceHost {
  readonly #options: DeviceHostOptions;
  #listening: readonly Cancel[] = [];
  #cancelRetry: Cancel | undefined;
  #outSince: Millis | undefined;
  #isRunning = false;

  constructor(options: DeviceHostOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { link, receive } = this.#options;
    this.#listening = [
      link.bytes.listen(receive),
      link.states.listen((state) => {
        if (state === "closed") this.#retryLater();
      }),
    ];
    await this.#attach();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#outSince = undefined;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    for (const cancel of this.#listening) cancel();
    this.#listening = [];
    await this.#options.link.close();
  }

  send(bytes: Uint8Array): void {
    const { link } = this.#options;
    if (!link.isOpen()) return;
    // A device does not learn that nobody heard it; that the line broke is told by its state.
    link.write(bytes).catch(() => undefined);
  }

  async #attach(): Promise<void> {
    const { link, attached } = this.#options;
    try {
      await link.open();
    } catch {
      // The plug is out: a device waits until it is back.
      this.#retryLater();
      return;
    }
    this.#outSince = undefined;
    if (this.#isRunning) attached?.();
    else await link.close();
  }

  #retryLater(): void {
    if (!this.#isRunning) return;
    const { clock } = this.#options;
    this.#outSince ??= clock.uptime();
    const isOutFor = clock.uptime() - this.#outSince;
    const pause = millis(Math.min(Math.max(isOutFor / 10, SHORTEST_RETRY), LONGEST_RETRY));
    this.#cancelRetry?.();
    this.#cancelRetry = clock.after(pause, () => {
      // Never rejects: a failure is tried again.
      this.#attach().catch(() => undefined);
    });
  }
}
