import type { AbortSignalLike, Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import type { Listenable } from "#hal/core/signal";
import { millis, type Millis, seconds } from "#hal/core/units";
import type { LinkState } from "#hal/links/byte-link";

/** What is kept open. */
export interface KeptLine {
  readonly name: string;
  readonly states: Listenable<LinkState>;
  isOpen(): boolean;
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface LineKeeperOptions {
  readonly link: KeptLine;
  readonly clock: Clock;
  /** The link has opened. Rejecting means that it is of no use: it is closed and tried again. */
  readonly up: () => Promise<void>;
  /** The link is gone, or could not be had; told at every failure. */
  readonly down: (why: unknown) => void;
}

const firstWait = millis(500);
const longestWait = seconds(5);

type KeeperState =
  { readonly kind: "stopped" } | { readonly kind: "trying" } | { readonly kind: "up" } | { readonly kind: "waiting" };

/**
 * Keeps a line to one device in use: opens it, lets the driver greet the device, and begins again whenever the line or the device is lost,
 * after 0.5 s, then twice as long each time up to 5 s. There is no random part, because a charger shares its serial lines with nobody.
 */
export class LineKeeper {
  readonly #options: LineKeeperOptions;
  #state: KeeperState = { kind: "stopped" };
  #wait = firstWait;
  #cancelWait: Cancel = () => undefined;
  #unlisten: Cancel = () => undefined;
  /** Every start and stop opens a new era; what an older one still awaits is of no interest. */
  #era = 0;

  constructor(options: LineKeeperOptions) {
    this.#options = options;
  }

  isUp(): boolean {
    return this.#state.kind === "up";
  }

  /** Resolves after the first attempt, however it ended, or when `abort` fires. */
  async start(abort: AbortSignalLike): Promise<void> {
    if (this.#state.kind !== "stopped" || abort.aborted) return;
    this.#era++;
    this.#wait = firstWait;
    this.#unlisten = this.#options.link.states.listen((state) => {
      if (state === "closed")
        this.giveUp(new AgentError("link.closed", "the line was lost", { link: this.#options.link.name }));
    });
    await untilAborted(this.#attempt(this.#era), abort);
  }

  /** Ends the keeping and closes the link. */
  async stop(): Promise<void> {
    this.#era++;
    this.#state = { kind: "stopped" };
    this.#cancelWait();
    this.#unlisten();
    await this.#options.link.close();
  }

  /** The link is open and yet of no use, for example because the device does not answer: begins again. */
  giveUp(why: unknown): void {
    if (this.#state.kind === "up") this.#fail(why);
  }

  async #attempt(era: number): Promise<void> {
    this.#state = { kind: "trying" };
    try {
      await this.#options.link.open();
      if (era === this.#era) await this.#options.up();
      if (!this.#options.link.isOpen()) throw new AgentError("link.closed", "the line was lost again at once");
    } catch (error) {
      if (era === this.#era) this.#fail(error);
      return;
    }
    if (era !== this.#era) return;
    this.#state = { kind: "up" };
    this.#wait = firstWait;
  }

  #fail(why: unknown): void {
    const era = this.#era;
    this.#state = { kind: "waiting" };
    this.#options.down(why);
    this.#cancelWait = this.#options.clock.after(this.#wait, () => {
      this.#closeAndAttempt(era).catch(this.#options.down);
    });
    this.#wait = doubled(this.#wait);
  }

  async #closeAndAttempt(era: number): Promise<void> {
    await this.#options.link.close();
    if (era === this.#era) await this.#attempt(era);
  }
}

function doubled(wait: Millis): Millis {
  return millis(Math.min(wait * 2, longestWait));
}

async function untilAborted(work: Promise<void>, abort: AbortSignalLike): Promise<void> {
  let release: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    release = resolve;
  });
  abort.addEventListener("abort", release);
  await Promise.race([work, aborted]);
  abort.removeEventListener("abort", release);
}
