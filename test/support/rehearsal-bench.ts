import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { AgentError } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { type Millis, seconds } from "#hal/core/units";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import type { AgentExit } from "#simulator/agent-process";
import type { CsmsTransaction } from "#simulator/csms/csms-state";
import type { RecordedMessage } from "#simulator/csms/message-record";
import { type Fields, fieldsOf } from "#simulator/csms/payload-fields";
import { type AgentStatus, statusIn } from "#simulator/panel/agent-status";
import { cards, Rehearsal } from "#simulator/rehearsal";
import { repository } from "#test/support/architecture-tree";
import { readStore, type StoredBooks } from "#test/support/rehearsal-store";
import { until } from "#test/support/rehearsal-until";
import { temporaryDirectory } from "#test/support/temporary-directory";

export interface BenchOptions {
  /** How many times faster than real the world and the agent's time are. */
  readonly speed?: number;
  readonly meterStart?: number;
  readonly board?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Of the agent's process, made for its directory. */
  readonly environment?: (directory: string) => Readonly<Record<string, string>>;
}

/** Nobody at this outlet is slow, but a loaded machine is: at thirty times real time a minute is two seconds. */
const patient = { ConnectionTimeOut: "3600" };

/** The built agent as a process on virtual devices, with the three who must agree at hand: the meter, the back end and the agent's disk. */
export class RehearsalBench {
  readonly rehearsal: Rehearsal;
  /** The world's, and the agent's. */
  readonly clock: ScaledClock;
  readonly directory: string;
  readonly #exits: AgentExit[] = [];

  constructor(options: BenchOptions) {
    const speed = options.speed ?? 30;
    const lineClock = new SystemClock();
    const scale = { speed, anchor: lineClock.now() };
    const { meterStart, board, variables } = options;
    this.directory = temporaryDirectory();
    this.clock = new ScaledClock(lineClock, scale);
    this.rehearsal = new Rehearsal({
      directory: this.directory,
      clock: this.clock,
      lineClock,
      scale,
      random: new SeededRandom(1),
      command: join(repository, "bin", "borne.mjs"),
      execPath: process.execPath,
      environment: { ...process.env, ...options.environment?.(this.directory) },
      logLevel: "debug",
      variables: { ...patient, ...variables },
      ...(meterStart === undefined ? {} : { meterStart }),
      ...(board === undefined ? {} : { board }),
    });
    this.rehearsal.agent.exits.listen((exit) => this.#exits.push(exit));
  }

  get station(): Rehearsal["station"] {
    return this.rehearsal.station;
  }

  get csms(): Rehearsal["csms"] {
    return this.rehearsal.csms;
  }

  get network(): Rehearsal["network"] {
    return this.rehearsal.network;
  }

  /** The meter's register in Wh with all its digits. */
  register(): number {
    return this.station.outlet().meter.register();
  }

  isContactorClosed(): boolean {
    return this.station.outlet().world.read().contactorClosed;
  }

  /** The last edge of the contactor as it really happened. */
  lastContactorEdge(): ReturnType<Rehearsal["station"]["truth"]>[number] | undefined {
    return this.station.truth().findLast(({ kind }) => kind === "contactor.closed" || kind === "contactor.opened");
  }

  transactions(): readonly CsmsTransaction[] {
    return [...this.csms.state().transactions.values()];
  }

  /** The last one that the back end has heard of. */
  transaction(): CsmsTransaction {
    const transaction = this.transactions().at(-1);
    if (transaction === undefined) throw new AgentError("test.no-transaction", "the back end knows no transaction");
    return transaction;
  }

  /** What the back end was told, oldest first. */
  received(action: string): readonly RecordedMessage[] {
    return this.csms.messages.filter((message) => message.direction === "received" && message.action === action);
  }

  /** The StatusNotifications of a connector, oldest first. */
  reports(connectorId = 1): readonly Fields[] {
    return this.received("StatusNotification")
      .map(({ payload }) => fieldsOf(payload))
      .filter((report) => report["connectorId"] === connectorId);
  }

  status(connectorId = 1): unknown {
    return this.reports(connectorId).at(-1)?.["status"];
  }

  async isStatus(status: string, within?: Millis): Promise<void> {
    await until(`the connector is ${status}`, () => this.status() === status, within);
  }

  /** Plug, card, and energy flows. */
  async charge(): Promise<void> {
    this.station.plugIn({ stateOfCharge: 0.2 });
    await this.isStatus("Preparing");
    this.station.tapCard(cards.valid);
    await this.isStatus("Charging");
  }

  /** Until the meter has counted so many watt-hours more. */
  async chargeBy(wattHours: number): Promise<void> {
    const goal = this.register() + wattHours;
    await until(`${String(wattHours)} Wh more`, () => this.register() >= goal);
  }

  /** Unplugs, and waits until the back end has it all. */
  async unplug(): Promise<void> {
    this.station.unplug();
    await until("the back end has the end of the transaction", () => this.transaction().stop !== undefined);
    await this.isStatus("Available");
  }

  /** What the agent says of itself; undefined while it does not. */
  async agentStatus(): Promise<AgentStatus | undefined> {
    try {
      const { url } = fieldsOf(JSON.parse(readFileSync(this.rehearsal.addressFile, "utf8")));
      const response = await fetch(`${String(url)}/status`);
      const status: unknown = await response.json();
      return statusIn({ type: "status", status });
    } catch {
      // Not started yet, or gone: whoever asks looks again.
      return undefined;
    }
  }

  async untilAgent(what: string, holds: (status: AgentStatus) => boolean, within?: Millis): Promise<AgentStatus> {
    const look = async () => {
      const status = await this.agentStatus();
      return status !== undefined && holds(status) ? status : undefined;
    };
    return until(what, look, within);
  }

  /** How the running agent process ends, by itself. */
  async exit(within: Millis = seconds(15)): Promise<AgentExit> {
    await until("the agent has ended", () => !this.rehearsal.agent.isRunning(), within);
    const exit = this.#exits.at(-1);
    if (exit === undefined) throw new AgentError("test.no-exit", "the agent was never started");
    return exit;
  }

  /** Reads the disk of an agent that has ended. */
  stored(): StoredBooks {
    if (this.rehearsal.agent.isRunning()) throw new AgentError("test.running", "the agent still writes");
    return readStore(join(this.directory, "store"));
  }

  /** Ends the agent in order and reads what it leaves. */
  async stop(): Promise<StoredBooks> {
    const { code } = await this.rehearsal.agent.stop();
    if (code !== 0) throw new AgentError("test.bad-end", "the agent did not end in order", { code });
    return this.stored();
  }

  /** For whoever has to find out why a test failed. */
  trail(): string {
    const messages = this.csms.messages.map(({ direction, action, payload }) =>
      [direction === "received" ? ">" : "<", action, JSON.stringify(payload)].join(" "),
    );
    const log = readFileSync(this.rehearsal.logFile, "utf8").trimEnd().split("\n");
    return [...messages, ...log.slice(-60)].join("\n");
  }
}

/** A bench on which the connector is Available; put away when the test ends. */
export async function startBench(options: BenchOptions = {}): Promise<RehearsalBench> {
  const bench = new RehearsalBench(options);
  onTestFinished(async ({ task }) => {
    await bench.rehearsal.stop();
    if (task.result?.state === "fail") process.stderr.write(`${bench.trail()}\n`);
  });
  await bench.rehearsal.start();
  await bench.isStatus("Available");
  return bench;
}
