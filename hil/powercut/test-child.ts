import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { AgentError } from "#hal/core/errors";
import { fieldsOf, listField } from "#simulator/csms/payload-fields";
import type { Found } from "#hil/powercut/record-tally";

/** The program that writes and reads records, and how it is started. */
export interface ChildCommand {
  readonly execPath: string;
  readonly script: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * `station` is the program's own store, `slowStation` the same on a disk that it takes for slow; the others are controls, the last of them a slow
 * station that does not hear of flushes that fail.
 */
export type Design = "station" | "slowStation" | "normalSync" | "renameWithoutFlush" | "failuresUnheard";

/** A process that writes records until it is killed. */
export class Writer {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #ended: Promise<void>;
  #said = "";
  #tellReady: () => void = () => undefined;
  readonly ready: Promise<void>;

  constructor({ execPath, script, environment }: ChildCommand, args: readonly string[]) {
    const child = spawn(execPath, [script, "write", ...args], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...environment },
    });
    this.#child = child;
    this.ready = new Promise((resolve) => {
      this.#tellReady = resolve;
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
      this.#tellReady();
    });
    this.#ended = new Promise((resolve) => {
      child.once("close", () => {
        this.#tellReady();
        resolve();
      });
    });
  }

  /** It writes until somebody ends it, unless something is wrong with it. */
  isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Everything it has said in its life. */
  async ended(): Promise<string> {
    await this.#ended;
    return this.#said;
  }

  async kill(): Promise<string> {
    this.#child.kill("SIGKILL");
    return this.ended();
  }
}

/** A process that reads what cuts have left, one directory after the other. */
export class Reader {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor({ execPath, script, environment }: ChildCommand, design: Design) {
    this.#child = spawn(execPath, [script, "read", design], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...environment },
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async read(directory: string): Promise<Found> {
    this.#child.stdin.write(`${directory}\n`);
    const next: IteratorResult<string, unknown> = await this.#lines.next();
    if (next.done === true) throw new AgentError("powercut.reader", "the reader has ended", { directory });
    const found = fieldsOf(JSON.parse(next.value));
    const words = (name: string) => listField(found, name).map(String);
    return { damage: words("damage"), records: words("records"), wrong: words("wrong") };
  }

  end(): void {
    this.#child.stdin.end();
  }
}
