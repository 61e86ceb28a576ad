import type { Cancel, Clock } from "#hal/core/clock";
import { every } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { Listenable } from "#hal/core/signal";
import { type EpochMillis, isoTime, millis, seconds } from "#hal/core/units";
import { changesBetween, type Tree } from "#agent/domain/site/state-changes";
import type { StateTree } from "#agent/domain/site/state-tree";
import { Throttle } from "#agent/local/throttle";

/** Four times a second is more than an eye follows. */
const SPACING = millis(250);
/** Without anything new: so that whoever listens knows that the charger is there, and what time it has. */
const BEAT = seconds(5);

export interface StateFeedOptions {
  readonly read: () => StateTree;
  readonly changes: readonly Listenable<unknown>[];
  /** Of the station, for timestamps. */
  readonly now: () => EpochMillis;
  /** For the spacing: the real one. */
  readonly clock: Clock;
  readonly log: Log;
  /** Takes the text of each message. */
  readonly send: (text: string) => void;
  /** How many listen; nothing is worked out while nobody does. */
  readonly listeners: () => number;
}

/** Tells the whole state to whoever comes, and then what has changed. */
export class StateFeed {
  readonly #options: StateFeedOptions;
  readonly #throttle: Throttle;
  readonly #cancels: readonly Cancel[];
  #told: Tree = {};

  constructor(options: StateFeedOptions) {
    this.#options = options;
    this.#throttle = new Throttle(options.clock, SPACING, () => {
      this.#tell(false);
    });
    this.#cancels = [
      ...options.changes.map((each) =>
        each.listen(() => {
          this.lookAgain();
        }),
      ),
      every(options.clock, BEAT, () => {
        if (options.listeners() > 0) this.#tell(true);
      }),
    ];
  }

  state(): StateTree {
    return this.#options.read();
  }

  /** The first message for somebody new, who counts as a listener already. The others are told what is new to them in their time. */
  greeting(): string {
    const state: Tree = { ...this.state() };
    if (this.#options.listeners() <= 1) this.#told = state;
    return this.#message({ type: "state", state });
  }

  /** Something outside the charge point has become something else. */
  lookAgain(): void {
    if (this.#options.listeners() > 0) this.#throttle.request();
  }

  stop(): void {
    this.#throttle.stop();
    for (const cancel of this.#cancels) cancel();
  }

  /** Never throws: it is called from timers. */
  #tell(isBeat: boolean): void {
    const { log, send } = this.#options;
    try {
      const state: Tree = { ...this.state() };
      const changes = changesBetween(this.#told, state);
      this.#told = state;
      if (changes !== undefined || isBeat) send(this.#message({ type: "changes", changes: changes ?? {} }));
    } catch (error) {
      log.error({ error }, "site.feed-failed");
    }
  }

  #message(content: object): string {
    return JSON.stringify({ ...content, at: isoTime(this.#options.now()) });
  }
}
