import { type ChildProcess, spawn } from "node:child_process";
import { AgentError } from "#hal/core/errors";

/** `borne simulate` as a user starts it: a process of its own, which starts the agent as another. */
export class SimulatedCharger {
  readonly url: string;
  /** Where the agent keeps its store, until the end. */
  readonly directory: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, directory: string) {
    this.#child = child;
    this.url = url;
    this.directory = directory;
  }

  /** Resolves when it has said where its page is. Rejects when it ends instead. */
  static start(speed: number): Promise<SimulatedCharger> {
    const words = ["bin/borne.mjs", "simulate", "--port", "0", "--speed", String(speed)];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    return new Promise((resolve, reject) => {
      let told = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        told += text;
        const [, url] = /^Simulated charger: (http:\S+)/.exec(told) ?? [];
        const [, directory] = /State and logs: (\S+)/.exec(told) ?? [];
        if (url !== undefined && directory !== undefined) resolve(new SimulatedCharger(child, url, directory));
      });
      child.once("exit", (code) => {
        reject(new AgentError("test.simulate-ended", `ended with ${String(code)}`, { told }));
      });
    });
  }

  /** As Ctrl-C does; resolves with the exit code. */
  async end(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const ended = new Promise<number | null>((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGINT");
    return ended;
  }
}
