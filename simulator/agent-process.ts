import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
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

/** Of util-linux: has the kernel kill what it starts when its parent is no more, however that ended. */
const TETHER = "/usr/bin/setpriv";

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

  /** From its start until it has ended. */
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
    const child = this.#spawn();
    this.#child = child;
    this.#ended = this.#watch(child);
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

  /**
   * In a group of its own: Ctrl-C at the terminal is for us, and the orderly end is ours to ask for, once. It writes its log itself, so that
   * the last word is there when it has ended. It does not outlive us where that can be had: its devices are ours, and the names of their terminals
   * are given to others when we are gone.
   */
  #spawn(): ChildProcess {
    const nothing = openSync("/dev/null", "r+");
    const log = openSync(this.#options.logFile, "a");
    try {
      const [program = "", ...rest] = tethered([this.#options.execPath, ...this.#options.arguments]);
      return spawn(program, rest, {
        stdio: withoutTerminals(log, nothing),
        env: { ...this.#options.environment },
        detached: true,
      });
    } finally {
      closeSync(log);
      closeSync(nothing);
    }
  }

  #watch(child: ChildProcess): Promise<AgentExit> {
    return new Promise((resolve) => {
      const ended = (exit: AgentExit) => {
        if (this.#child !== child) return;
        this.#child = undefined;
        this.#lastExit = exit;
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

function tethered(command: readonly string[]): readonly string[] {
  return existsSync(TETHER) ? [TETHER, "--pdeathsig", "KILL", "--", ...command] : command;
}

/** No input, no output, errors to the log, and `nothing` in the place of each terminal's master that the child would inherit. */
function withoutTerminals(log: number, nothing: number): StdioOptions {
  const masters = terminalMasters();
  const above = Array.from({ length: Math.max(2, ...masters) - 2 }, (_none, place) =>
    masters.includes(place + 3) ? nothing : ("ignore" as const),
  );
  return ["ignore", "ignore", log, ...above];
}
