import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";

/** How an agent process ended: with a code of its own, or by a signal from outside. */
export interface AgentExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

export interface AgentProcessOptions {
  /** The node binary. */
  readonly execPath: string;
  /** Command line after the node binary: script, sub-command, configuration. */
  readonly arguments: readonly string[];
  /** Where its log lines go; every run appends. */
  readonly logFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The agent as a wallbox runs it: a process of its own, which can be killed at any moment and started again. */
export class AgentProcess {
  readonly #options: AgentProcessOptions;
  readonly #exits = new Signal<AgentExit>();
  #child: ChildProcess | undefined;
  #ended: Promise<AgentExit> = Promise.resolve({ code: undefined, signal: undefined });

  constructor(options: AgentProcessOptions) {
    this.#options = options;
  }

  get exits(): Listenable<AgentExit> {
    return this.#exits;
  }

  isRunning(): boolean {
    return this.#child !== undefined;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    if (this.#child !== undefined) throw new AgentError("agent.running", "the agent is running already");
    const log = createWriteStream(this.#options.logFile, { flags: "a" });
    const child = spawn(this.#options.execPath, [...this.#options.arguments], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...this.#options.environment },
    });
    child.stderr.pipe(log);
    this.#child = child;
    this.#ended = this.#watch(child, log);
  }

  /** The hardest end: no clean-up, as a crash or a power cut of the controller. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  /** The orderly end: contactor open, facts on disk. */
  async stop(): Promise<AgentExit> {
    this.#child?.kill("SIGTERM");
    return this.#ended;
  }

  #watch(child: ChildProcess, log: WriteStream): Promise<AgentExit> {
    return new Promise((resolve) => {
      const ended = (exit: AgentExit) => {
        if (this.#child !== child) return;
        this.#child = undefined;
        log.end();
        resolve(exit);
        this.#exits.emit(exit);
      };
      child.once("exit", (code, signal) => {
        ended({ code: code ?? undefined, signal: signal ?? undefined });
      });
      child.once("error", () => {
        ended({ code: 127, signal: undefined });
      });
    });
  }
}
