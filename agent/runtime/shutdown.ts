import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import type { Millis } from "#hal/core/units";
import { background } from "#agent/runtime/background";
import { settlesWithin } from "#agent/runtime/deadline";
import { exitCodes, type ExitReason, exitReasonOf } from "#agent/runtime/exit-codes";

/** What ending needs of the platform's `process`. */
export interface ProcessLike {
  on(event: ProcessEvent, listener: (detail: unknown) => void): unknown;
  off(event: ProcessEvent, listener: (detail: unknown) => void): unknown;
  exit(code: number): void;
}

export type ProcessEvent = "SIGTERM" | "SIGINT" | "uncaughtException" | "unhandledRejection";

export interface ShutdownOptions {
  readonly process: ProcessLike;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends everything in order: energy off, transactions written down, store closed. */
  readonly stop: () => Promise<void>;
  /** How long `stop` may take before the process ends without it; the next start finds what was open. */
  readonly deadline: Millis;
}

const signals = ["SIGTERM", "SIGINT"] as const;
const crashes = ["uncaughtException", "unhandledRejection"] as const;

/**
 * The one way out of the process. The first reason starts the orderly stop and decides the exit code; a second signal, or an error while
 * stopping, ends the process at once. A stop that fails or is late exits as `internal`, unless a graver reason is known.
 */
export class Shutdown {
  readonly #options: ShutdownOptions;
  #isEnding = false;

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  readonly #onSignal = (): void => {
    if (this.#isEnding) this.#exit("internal", "asked twice");
    else this.request("asked", "signal");
  };

  readonly #onCrash = (error: unknown): void => {
    const { log } = this.#options;
    log.error({ error }, "agent.crashed");
    if (this.#isEnding) this.#exit(exitReasonOf(error), "error while stopping");
    else this.request(exitReasonOf(error), "error");
  };

  /** Begins to listen to signals and to errors that nobody caught. */
  listen(): void {
    for (const signal of signals) this.#options.process.on(signal, this.#onSignal);
    for (const crash of crashes) this.#options.process.on(crash, this.#onCrash);
  }

  /** For tests and for programs that go on after the agent. */
  unlisten(): void {
    for (const signal of signals) this.#options.process.off(signal, this.#onSignal);
    for (const crash of crashes) this.#options.process.off(crash, this.#onCrash);
  }

  /** Ends the process in order. Requests after the first change nothing. */
  request(reason: ExitReason, why: string): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#options.log.info({ reason, why }, "agent.stopping");
    background(this.#options.log, "shutdown", this.#end(reason));
  }

  async #end(reason: ExitReason): Promise<void> {
    const { clock, log, stop, deadline } = this.#options;
    const settled = await settlesWithin(clock, Promise.resolve().then(stop), deadline);
    if (settled.kind === "done") {
      this.#exit(reason, "stopped in order");
      return;
    }
    const failure = settled.kind === "failed" ? exitReasonOf(settled.error) : "internal";
    log.error(
      settled.kind === "failed" ? { error: settled.error } : { deadlineMs: deadline },
      `agent.stop-${settled.kind}`,
    );
    this.#exit(reason === "storage" ? reason : failure, "not stopped in order");
  }

  #exit(reason: ExitReason, why: string): void {
    const code = exitCodes[reason];
    this.#options.log.info({ code, reason, why }, "agent.ended");
    this.#options.process.exit(code);
  }
}
