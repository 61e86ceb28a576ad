import { backoff, type BackoffSettings } from "#hal/core/backoff";
import type { AbortSignalLike, Cancel, Clock } from "#hal/core/clock";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { millis, seconds } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";

export interface LinkKeeperOptions {
  readonly link: ByteLink;
  readonly clock: Clock;
  readonly log: Log;
  /** Waits between attempts to open. */
  readonly reopen?: BackoffSettings;
}

/** 0.5, 1, 2, 4, 8, 16, 16, ... seconds. A line has one user, so that chance would spread nothing. */
const defaultReopen: BackoffSettings = { minimum: millis(500), repeatTimes: 5, randomRange: millis(0) };
const noChance = { next: () => 0 };
/** A link that lived this long starts with the shortest wait again; one that keeps falling over does not. */
const PROVEN = seconds(10);

/** Opens a link and opens it again whenever it goes away, until stopped. */
export class LinkKeeper {
  readonly #options: LinkKeeperOptions;
  readonly #settings: BackoffSettings;
  #waits: ReturnType<typeof backoff>;
  #isRunning = false;
  #openedAt: number | undefined;
  #hasComplained = false;
  #unlisten: Cancel = () => undefined;
  #cancelRetry: Cancel | undefined;

  constructor(options: LinkKeeperOptions) {
    this.#options = options;
    this.#settings = options.reopen ?? defaultReopen;
    this.#waits = backoff(noChance, this.#settings);
  }

  /** Resolves after the first attempt, whatever it came to, or when `abort` fires. */
  async start(abort: AbortSignalLike): Promise<void> {
    if (this.#isRunning || abort.aborted) return;
    this.#isRunning = true;
    this.#unlisten = this.#options.link.states.listen((state) => {
      if (state === "closed") this.#onClosed();
    });
    await new Promise<void>((resolve) => {
      const finish = () => {
        abort.removeEventListener("abort", finish);
        resolve();
      };
      abort.addEventListener("abort", finish);
      this.#open().then(finish, finish);
    });
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#unlisten();
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    await this.#options.link.close();
  }

  /** Never rejects. */
  async #open(): Promise<void> {
    const { link, clock, log } = this.#options;
    try {
      await link.open();
    } catch (error) {
      this.#complain({ link: link.name, error: describeError(error) }, "link.open-failed");
      this.#retryLater();
      return;
    }
    if (!this.#isRunning) {
      await link.close();
      return;
    }
    this.#openedAt = clock.uptime();
    this.#hasComplained = false;
    log.info({ link: link.name }, "link.opened");
  }

  #onClosed(): void {
    const { link, clock, log } = this.#options;
    const wasProven = this.#openedAt !== undefined && clock.uptime() - this.#openedAt >= PROVEN;
    if (wasProven) this.#waits = backoff(noChance, this.#settings);
    this.#openedAt = undefined;
    log.warn({ link: link.name }, "link.lost");
    this.#retryLater();
  }

  #retryLater(): void {
    if (!this.#isRunning || this.#cancelRetry !== undefined) return;
    this.#cancelRetry = this.#options.clock.after(this.#waits.next().value, () => {
      this.#cancelRetry = undefined;
      this.#open().catch((error: unknown) => {
        this.#options.log.error({ error: describeError(error) }, "link.keeper-failed");
      });
    });
  }

  /** Once loudly, then quietly: a cable may stay out for weeks. */
  #complain(fields: Readonly<Record<string, unknown>>, event: string): void {
    if (this.#hasComplained) this.#options.log.debug(fields, event);
    else this.#options.log.warn(fields, event);
    this.#hasComplained = true;
  }
}
