import { type Clock, sleep } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import type { Random } from "#hal/core/random";
import { type Millis, millis, seconds } from "#hal/core/units";
import { AnswerBook } from "#simulator/fuzz/answer-book";
import type { ChargerUnderTest } from "#simulator/fuzz/charger-under-test";
import { HostileCsms } from "#simulator/fuzz/hostile-csms";
import { type HostileFrame, HostileFrames } from "#simulator/fuzz/hostile-frames";
import type { MessageSchemas } from "#simulator/fuzz/message-schemas";
import { optionalActions } from "#simulator/fuzz/payload-samples";

export interface FuzzOptions {
  readonly frames: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly schemas: ReadonlyMap<string, MessageSchemas>;
  /** Starts the charger, which is to connect to this address. */
  readonly startCharger: (url: string) => ChargerUnderTest;
  /** How long an answer may take on this machine; 20 s unless given. */
  readonly patience?: Millis;
  /** How long the charger rests before its memory is read; 1 s unless given. */
  readonly settling?: Millis;
}

export interface FuzzReport {
  readonly frames: number;
  readonly crashes: number;
  readonly unanswered: number;
  readonly doubleAnswered: number;
  readonly wrongCode: number;
  readonly rssGrowthMB: number;
  /** What became of the transaction that ran all the time; undefined when nothing did. */
  readonly disturbance: string | undefined;
  /** For people. */
  readonly complaints: readonly string[];
}

/** Frames under way at one time; more would only fill buffers. */
const WINDOW = 24;
const MOST_BACKLOG = 1 << 20;
/** RFC 6455 section 7.4.1: a message that is too large. */
/** Message too big; or nothing at all, where the connection was cut before the word got through. */
const TOO_LARGE: readonly number[] = [1009, 1006];
const MEGABYTE = 1 << 20;
const LOOK_AGAIN = millis(5);
const PATIENCE = seconds(20);
/** What is compiled when it is first needed is there by then. */
const WARM_UP = 0.6;
const CLEAR_PROFILES: HostileFrame = {
  what: "the clearing of all profiles",
  id: "fuzz-clear",
  text: '[2,"fuzz-clear","ClearChargingProfile",{}]',
  expected: { kind: "result", action: "ClearChargingProfile" },
};

/** Sends hostile frames to a charger that charges, and keeps the books of its answers, its memory and its transaction. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const run = new FuzzRun(options);
  try {
    return await run.play();
  } finally {
    await run.stop();
  }
}

class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #book: AnswerBook;
  readonly #csms: HostileCsms;
  readonly #memory = { before: 0, after: 0 };
  #charger: ChargerUnderTest | undefined;
  #disturbance: string | undefined;

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#book = new AnswerBook(options.schemas);
    this.#csms = new HostileCsms(options.clock, options.random.stream("answers"), (parts) => {
      this.#book.answered(parts);
    });
  }

  async play(): Promise<FuzzReport> {
    await this.#begin();
    const frames = await this.#framesFor();
    this.#csms.becomeNasty();
    const warmUp = Math.floor(this.#options.frames * WARM_UP);
    while (this.#book.counts.frames < this.#options.frames && this.#isAlive()) {
      if (this.#memory.before === 0 && this.#book.counts.frames >= warmUp)
        this.#memory.before = await this.#settledMemory();
      await this.#send(frames.next());
    }
    this.#memory.after = await this.#settledMemory();
    if (this.#isAlive()) this.#disturbance = await this.#disturbanceOf();
    return this.#report();
  }

  async stop(): Promise<void> {
    await this.#charger?.stop();
    await this.#csms.stop();
  }

  #report(): FuzzReport {
    const { before, after } = this.#memory;
    const end = this.#charger?.end();
    const growth = Math.max(0, after - before) / MEGABYTE;
    return {
      ...this.#book.counts,
      crashes: end === undefined ? 0 : 1,
      rssGrowthMB: Math.round(growth * 10) / 10,
      disturbance: this.#disturbance,
      complaints: [
        ...this.#book.complaints,
        ...(this.#charger?.errors() ?? []),
        ...(end === undefined ? [] : [`the charger ended: ${end}`]),
      ],
    };
  }

  async #begin(): Promise<void> {
    const url = await this.#csms.start();
    const charger = this.#options.startCharger(url);
    this.#charger = charger;
    await this.#untilBegun("it is Available", () => this.#csms.status === "Available");
    charger.charge();
    await this.#untilBegun("energy flows", () => this.#csms.trail.registers.length >= 2);
  }

  async #untilBegun(what: string, holds: () => boolean): Promise<void> {
    if (await this.#until(holds)) return;
    const why = this.#charger?.end() ?? `its status is ${this.#csms.status ?? "unknown"}`;
    throw new AgentError("fuzz.not-begun", `the charger did not come so far that ${what}`, { why });
  }

  /** Optional features that the charger does not have are asked for once, and from then on must be refused always. */
  async #framesFor(): Promise<HostileFrames> {
    const { schemas, random } = this.#options;
    const probes = new HostileFrames(schemas, random.stream("probes")).probes();
    for (const probe of probes) await this.#send(probe);
    await this.#drain();
    const isOff = (_action: string, index: number) => this.#book.isRefusedAs(`probe-${String(index)}`, "NotSupported");
    return new HostileFrames(schemas, random.stream("frames"), new Set([...optionalActions].filter(isOff)));
  }

  async #send(frame: HostileFrame): Promise<void> {
    const { id, expected, text, times = 1 } = frame;
    if (expected.kind === "hangUp" || (id !== undefined && this.#book.knows(id))) await this.#drain();
    await this.#until(() => this.#csms.isConnected && this.#book.open < WINDOW && this.#csms.backlog < MOST_BACKLOG);
    this.#book.sent(frame);
    for (let each = 0; each < times; each++) this.#csms.send(text);
    if (expected.kind === "hangUp") await this.#untilAnsweredOrGone(String(id));
  }

  /** A charger that hangs up at far too much comes back by itself. */
  async #untilAnsweredOrGone(id: string): Promise<void> {
    await this.#until(() => !this.#csms.isConnected || this.#book.isAnswered(id));
    if (this.#csms.isConnected) return;
    if (!TOO_LARGE.includes(this.#csms.lastClose)) this.#book.hungUp(id, this.#csms.lastClose);
    await this.#until(() => this.#csms.isConnected);
  }

  /** Until all that is under way is answered, or its time is up. */
  async #drain(): Promise<void> {
    if (!(await this.#until(() => this.#book.open === 0))) this.#book.close();
  }

  async #settledMemory(): Promise<number> {
    await this.#drain();
    this.#charger?.collectGarbage();
    await sleep(this.#options.clock, this.#options.settling ?? seconds(1));
    return this.#charger?.memory() ?? 0;
  }

  /** The transaction is the one of the beginning, nobody has ended it, and its register goes on. */
  async #disturbanceOf(): Promise<string | undefined> {
    await this.#send(CLEAR_PROFILES);
    const { trail } = this.#csms;
    const register = trail.registers.at(-1) ?? 0;
    const goesOn = await this.#until(() => (trail.registers.at(-1) ?? 0) > register);
    if (trail.starts.length !== 1) return `${String(trail.starts.length)} transactions were begun`;
    if (trail.stops.length > 0) return `it was ended: ${JSON.stringify(trail.stops[0])}`;
    if (trail.registers.some((value, index) => value < (trail.registers[index - 1] ?? 0))) return "its register fell";
    return goesOn ? undefined : `its values stopped; the connector is ${this.#csms.status ?? "unknown"}`;
  }

  #isAlive(): boolean {
    return this.#charger?.end() === undefined;
  }

  /** False when the time is up or the charger has ended. */
  async #until(holds: () => boolean): Promise<boolean> {
    const { clock, patience = PATIENCE } = this.#options;
    const end = clock.uptime() + patience;
    while (!holds()) {
      if (clock.uptime() > end || !this.#isAlive()) return false;
      await sleep(clock, LOOK_AGAIN);
    }
    return true;
  }
}
