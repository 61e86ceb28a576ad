import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { seconds } from "#hal/core/units";
import { repository } from "#test/support/architecture-tree";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

export type Json = Readonly<Record<string, unknown>>;

export interface ChargerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Json;
}

/** The charger's process as a foreign harness has it: a boot file, lines in, lines out, HTTP, an exit code. Knows nothing of its inside. */
export class ChargerDriver {
  readonly exit: Promise<ChargerExit>;
  readonly lines: Json[] = [];
  readonly strays: string[] = [];
  stderr = "";
  readonly #child: ChildProcessWithoutNullStreams;
  #ids = 0;
  #rest = "";
  #isEnded = false;

  constructor(bootFile: string) {
    const child = spawn(process.execPath, [join(repository, "bin/borne.mjs"), "charger", "--boot", bootFile], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: process.env["PATH"] ?? "" },
    });
    this.#child = child;
    this.exit = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        this.#isEnded = true;
        resolve({ code, signal });
      });
    });
    child.stdin.on("error", () => undefined);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#read(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await this.exit;
    });
  }

  /** Resolves when the ready line is there. */
  static async start(boot: object, directory = temporaryDirectory()): Promise<ChargerDriver> {
    const charger = new ChargerDriver(bootFileIn(directory, boot));
    await charger.event("ready");
    return charger;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first event line of this name. */
  event(name: string): Promise<Json> {
    return until(
      `${name} of the charger; ${this.stderr.slice(-500)}`,
      () => {
        const line = this.lines.find(({ event }) => event === name);
        if (line === undefined && this.#isEnded) throw new TypeError(`it ended before ${name}: ${this.stderr}`);
        return line;
      },
      seconds(10),
    );
  }

  controlUrl(): string {
    return String(this.lines.find(({ event }) => event === "ready")?.["controlUrl"]);
  }

  /** One operation over stdin; resolves with its answer. */
  async ask(op: string, args: object = {}): Promise<Json> {
    const id = ++this.#ids;
    this.write(`${JSON.stringify({ id, op, ...args })}\n`);
    return until(`an answer to ${op}`, () => this.lines.find((line) => line["id"] === id), seconds(5));
  }

  /** One operation that must work. */
  async do(op: string, args: object = {}): Promise<Json> {
    const answer = await this.ask(op, args);
    if (answer["ok"] !== true) throw new TypeError(`${op}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** One operation over HTTP, with whatever headers. */
  post(
    path: string,
    body: string,
    headers: Readonly<Record<string, string>> = {},
    method = "POST",
  ): Promise<HttpAnswer> {
    const url = new URL(path, this.controlUrl());
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers: { "content-type": "application/json", ...headers } }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Json });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  async evse(id = 1): Promise<Json> {
    const { state } = await this.do("state");
    const evses = (state as { readonly evses: readonly Json[] }).evses;
    return evses[id - 1] ?? {};
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#child.kill(signal);
  }

  #read(text: string): void {
    const lines = `${this.#rest}${text}`.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      try {
        this.lines.push(JSON.parse(line) as Json);
      } catch {
        this.strays.push(line);
      }
    }
  }
}

export function bootFileIn(directory: string, boot: object): string {
  const file = join(directory, "boot.json");
  writeFileSync(file, JSON.stringify(boot));
  return file;
}
