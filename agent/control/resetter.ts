import { type Clock, sleep } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import { endForReset } from "#agent/control/end-for-reset";
import type { Station } from "#agent/control/station";

export interface ResetterOptions {
  readonly station: () => Pick<Station, "endAll" | "beginAgain">;
  readonly hasUndelivered: () => boolean;
  /** ResetRetries. */
  readonly retries: () => number;
  /** Asks whoever runs the agent to end its process and start it anew. */
  readonly ask: () => void;
  /** Nobody did. */
  readonly onFailed: () => void;
  /** Real time, in which processes end. */
  readonly clock: Clock;
  readonly log: Log;
}

/** Whoever runs the agent begins to stop it within moments of being asked; then `stop` ends this wait. */
const PATIENCE = seconds(10);

/**
 * A reset from the request to the end of the process (OCPP 1.6 section 5.14). One that does not come about is asked for again ResetRetries times;
 * then the station goes back to work, because a charger that charges is better than one that waits for its end.
 */
export class Resetter {
  readonly #options: ResetterOptions;
  readonly #abort = new AbortController();
  #isUnderWay = false;
  #isHard = false;

  constructor(options: ResetterOptions) {
    this.#options = options;
  }

  /** Resolves when it has failed or the agent is being stopped. A second reset meanwhile is the same one; a hard one waits for no messages. */
  async reset(kind: "soft" | "hard"): Promise<void> {
    this.#isHard ||= kind === "hard";
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    const { station, clock } = this.#options;
    const hasUndelivered = () => !this.#isHard && this.#options.hasUndelivered();
    await endForReset(kind, station(), hasUndelivered, clock);
    await this.#ask();
    this.#isUnderWay = false;
    this.#isHard = false;
  }

  /** The agent is being stopped, whoever wanted it. */
  stop(): void {
    this.#abort.abort();
  }

  async #ask(): Promise<void> {
    const { ask, retries, clock, log, onFailed, station } = this.#options;
    const isStopped = () => this.#abort.signal.aborted;
    for (let attempt = 0; attempt <= retries(); attempt += 1) {
      if (isStopped()) return;
      ask();
      await sleep(clock, PATIENCE, this.#abort.signal);
      if (isStopped()) return;
      log.warn({ attempt: attempt + 1 }, "reset.failed");
    }
    station().beginAgain();
    onFailed();
  }
}
