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

const RETRY: Millis = millis(100);

/** Keeps a device on its line: opens it, and opens it again after a plug was pulled. What is sent meanwhile is lost. */
export class DeviceHost {
  readonly #options: DeviceHostOptions;
  #listening: readonly Cancel[] = [];
  #cancelRetry: Cancel | undefined;
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
    if (this.#isRunning) attached?.();
    else await link.close();
  }

  #retryLater(): void {
    if (!this.#isRunning) return;
    this.#cancelRetry?.();
    this.#cancelRetry = this.#options.clock.after(RETRY, () => {
      // Never rejects: a failure is tried again.
      this.#attach().catch(() => undefined);
    });
  }
}
