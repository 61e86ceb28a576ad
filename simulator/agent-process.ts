import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { closeSync, createWriteStream, openSync, type WriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { AgentError } from "#hal/core/errors";
import { type Listenable, Signal } from "#hal/core/signal";
import { terminalMasters } from "#simulator/wire/terminal-masters";

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
  #lastExit: AgentExit | undefined;
  #ended: Promise<AgentExit> = Promise.resolve({ code: undefined, signal: undefined });

  constructor(options: AgentProcessOptions) {
    this.#options = options;
  }

  get exits(): Listenable<AgentExit> {
    return this.#exits;
  }

  /** From its start until it has ended and its last word is in the log. */
  isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** How the last one ended; undefined while none has. */
  lastExit(): AgentExit | undefined {
    return this.#lastExit;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    if (this.#child !== undefined) throw new AgentError("agent.running", "the agent is running already");
    const log = createWriteStream(this.#options.logFile, { flags: "a" });
    const child = this.#spawn();
    errorsOf(child).pipe(log);
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

  /** In a group of its own: Ctrl-C at the terminal is for us, and the orderly end is ours to ask for, once. */
  #spawn(): ChildProcess {
    const nothing = openSync("/dev/null", "r+");
    try {
      return spawn(this.#options.execPath, [...this.#options.arguments], {
        stdio: withoutTerminals(nothing),
        env: { ...this.#options.environment },
        detached: true,
      });
    } finally {
      closeSync(nothing);
    }
  }

  #watch(child: ChildProcess, log: WriteStream): Promise<AgentExit> {
    return new Promise((resolve) => {
      const ended = (exit: AgentExit) => {
        if (this.#child !== child) return;
        this.#child = undefined;
        this.#lastExit = exit;
        resolve(exit);
        this.#exits.emit(exit);
      };
      // Not "exit": that one does not wait for what the process said at last.
      child.once("close", (code, signal) => {
        log.end(() => {
          ended({ code: code ?? undefined, signal: signal ?? undefined });
        });
      });
      child.once("error", () => {
        log.end();
        ended({ code: 127, signal: undefined });
      });
    });
  }
}

/** No input, no output, errors to us, and `nothing` in the place of each terminal's master that the child would inherit. */
function withoutTerminals(nothing: number): StdioOptions {
  const masters = terminalMasters();
  const above = Array.from({ length: Math.max(2, ...masters) - 2 }, (_none, place) =>
    masters.includes(place + 3) ? nothing : ("ignore" as const),
  );
  return ["ignore", "ignore", "pipe", ...above];
}

function errorsOf(child: ChildProcess): Readable {
  if (child.stderr === null) throw new AgentError("agent.no-errors", "the agent's error output is not ours");
  return child.stderr;
}
