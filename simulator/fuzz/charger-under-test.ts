import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A charger as the harness has it: it connects to a back end by itself and can be told what befalls it. */
export interface ChargerUnderTest {
  /** Plugs a vehicle in and shows a card, once. */
  charge(): void;
  /** How it ended by itself; undefined while it runs. */
  end(): string | undefined;
  /** The first errors in its log. */
  errors(): readonly string[];
  /** Gives back the memory that nothing refers to, a moment later: what is left after that is kept. */
  collectGarbage(): void;
  /** Resident memory in bytes; undefined where the platform does not tell. */
  memory(): number | undefined;
  stop(): Promise<void>;
}

export interface ChargerProcessOptions {
  /** The program's own command, `bin/borne.mjs`. */
  readonly command: string;
  readonly execPath: string;
  readonly directory: string;
  readonly url: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const LAST_WORDS = 4000;
const KEPT_ERRORS = 10;
/** Values every two real seconds, and a battery that no run of the harness fills. */
const SPEED = 5;
const CAPACITY_WH = 1_000_000;

/** When the engine collects garbage is its own business, unless it is told. */
const COLLECTS = 'process.on("SIGUSR2", () => gc({ type: "major", execution: "sync", flavor: "last-resort" }))';

/** The program as `borne charger --boot` starts it. */
export class ChargerProcess implements ChargerUnderTest {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<void>;
  #end: string | undefined;
  readonly #errors: string[] = [];
  #words = "";

  constructor({ command, execPath, directory, url, environment }: ChargerProcessOptions) {
    const bootFile = join(directory, "boot.json");
    writeFileSync(bootFile, JSON.stringify(bootFor(url, directory)));
    const withGarbage = ["--expose-gc", "--import", `data:text/javascript,${COLLECTS}`];
    const child = spawn(execPath, [...withGarbage, command, "charger", "--boot", bootFile], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...environment },
    });
    this.#child = child;
    child.stdin.on("error", () => undefined);
    child.stdout.resume();
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#words = `${this.#words}${text}`.slice(-LAST_WORDS);
      const errors = text.split("\n").filter((line) => /"level":"(error|fatal)"/.test(line));
      this.#errors.push(...errors.slice(0, KEPT_ERRORS - this.#errors.length));
    });
    this.#ended = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        this.#end = `exit code ${String(code)}, signal ${String(signal)}: ${this.#words}`;
        resolve();
      });
    });
  }

  charge(): void {
    this.#tell({ op: "plugIn", evseId: 1, capacityWh: CAPACITY_WH });
    this.#tell({ op: "presentToken", idToken: "CARD-1" });
  }

  end(): string | undefined {
    return this.#end;
  }

  errors(): readonly string[] {
    return this.#errors;
  }

  collectGarbage(): void {
    this.#child.kill("SIGUSR2");
  }

  memory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${String(this.#child.pid)}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  #tell(operation: object): void {
    this.#child.stdin.write(`${JSON.stringify({ id: 1, ...operation })}\n`);
  }
}

function bootFor(url: string, directory: string): object {
  return {
    ocppVersion: "1.6",
    stateDir: join(directory, "state"),
    csms: { url, identity: "hostile-1", messageTimeoutSeconds: 300 },
    configurationKeys: {
      MeterValueSampleInterval: "10",
      MinimumStatusDuration: "0",
      RetryBackOffWaitMinimum: "1",
      RetryBackOffRandomRange: "0",
    },
    simulation: { speed: SPEED, meterStartWh: 1000 },
  };
}
