import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#hal/core/clock";
import type { Random } from "#hal/core/random";
import { type EpochMillis, wattHours } from "#hal/core/units";
import { AgentProcess } from "#simulator/agent-process";
import type { CsmsToken } from "#simulator/csms/csms-state";
import { NetworkRelay } from "#simulator/csms/network";
import { VirtualCsms } from "#simulator/csms/virtual-csms";
import { freePort, type SiteFiles, siteFiles } from "#simulator/site-page";
import { type LineName, VirtualStation } from "#simulator/virtual-station";
import { ptyPair, type PtyWire } from "#simulator/wire/pty-pair";

/** What the panel's cards and the played charge hold to the reader. */
export const cards = { valid: "04A1B2C3D4E5F6", blocked: "04B10CCED00001", unknown: "04DEADBEEF0099" } as const;

const tokens: readonly CsmsToken[] = [
  { idTag: cards.valid, status: "Accepted" },
  { idTag: cards.blocked, status: "Blocked" },
];

export interface RehearsalOptions {
  /** Everything the charger keeps lives below it. */
  readonly directory: string;
  /** Of the world and the agent. */
  readonly clock: Clock;
  readonly lineClock: Clock;
  /** What the agent is told to make the same clock. */
  readonly scale: { readonly speed: number; readonly anchor: EpochMillis };
  readonly random: Random;
  /** The built command line that starts the agent. */
  readonly command: string;
  readonly execPath: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logLevel: string;
  /** What the meter has counted before, in Wh. */
  readonly meterStart?: number;
  /** A board file's name or path; `openevse-sdm630` unless given. Its device roles are controller, meter-bus and reader. */
  readonly board?: string;
  /** The charger serves its own page. */
  readonly hasSite?: boolean;
  /** OCPP keys that differ from the usual ones of a rehearsal. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A charger as it hangs on the wall, but for the hardware: the agent's own process on virtual devices, and its back end behind a network that can fail. */
export class Rehearsal {
  readonly csms: VirtualCsms;
  readonly network: NetworkRelay;
  readonly agent: AgentProcess;
  readonly configFile: string;
  readonly addressFile: string;
  readonly siteFiles: SiteFiles;
  readonly logFile: string;
  readonly #options: RehearsalOptions;
  #station: VirtualStation | undefined;
  readonly #wires = new Map<LineName, PtyWire>();
  readonly #cut = new Set<LineName>();

  constructor(options: RehearsalOptions) {
    this.#options = options;
    const { directory, clock, command, execPath, environment } = options;
    this.configFile = join(directory, "charger.json");
    this.addressFile = join(directory, "status-address.json");
    this.siteFiles = siteFiles(directory);
    this.logFile = join(directory, "agent.log");
    this.csms = new VirtualCsms({ clock, settings: { tokens } });
    this.network = new NetworkRelay(() => this.csms.address());
    this.agent = new AgentProcess({
      execPath,
      arguments: [command, "agent", "--config", this.configFile],
      logFile: this.logFile,
      environment,
    });
  }

  /** The virtual hardware; there from `start` on. */
  get station(): VirtualStation {
    if (this.#station === undefined) throw new TypeError("the rehearsal has not started");
    return this.#station;
  }

  async start(): Promise<void> {
    const { directory, clock, lineClock, random, meterStart, hasSite } = this.#options;
    const devices = join(directory, "dev");
    mkdirSync(devices, { recursive: true, mode: 0o700 });
    const controller = await this.#makeWire(devices, "controller");
    const meter = await this.#makeWire(devices, "meter");
    const reader = await this.#makeWire(devices, "reader");
    this.#station = new VirtualStation({
      clock,
      lineClock,
      random,
      evses: [{ wires: { controller, meter }, meter: { register: wattHours(meterStart ?? 1_234_500) } }],
      reader,
    });
    await this.#station.start();
    await this.csms.start();
    await this.network.start();
    this.#writeConfig({ controller, meter, reader }, hasSite === true ? await freePort() : undefined);
    this.agent.start();
  }

  async stop(): Promise<void> {
    await this.agent.stop();
    await this.csms.stop();
    await this.network.close();
    await this.#station?.stop();
    for (const wire of this.#wires.values()) await wire.cut();
  }

  async killAgent(): Promise<void> {
    await this.agent.kill();
    // The dead process cannot take its address back.
    rmSync(this.addressFile, { force: true });
    rmSync(this.siteFiles.addressFile, { force: true });
  }

  /** Fresh terminals behind the same paths: an old one would remember what the last agent left unread. */
  async startAgent(): Promise<void> {
    for (const [line, wire] of this.#wires) {
      if (this.#cut.has(line)) continue;
      await wire.cut();
      await wire.mend();
    }
    this.agent.start();
  }

  async cutLine(line: LineName): Promise<void> {
    this.#cut.add(line);
    await this.station.cutLine(line);
  }

  async mendLine(line: LineName): Promise<void> {
    this.#cut.delete(line);
    await this.station.mendLine(line);
  }

  /** What is at the line's other end hangs until the answer is called, or until the line is cut. */
  holdLine(line: LineName): () => void {
    return this.#wires.get(line)?.hold() ?? (() => undefined);
  }

  isCut(line: LineName): boolean {
    return this.#cut.has(line);
  }

  /** One after the other: when one cannot be made, `stop` knows all that were. */
  async #makeWire(directory: string, line: LineName): Promise<PtyWire> {
    const wire = await ptyPair(directory, line);
    this.#wires.set(line, wire);
    return wire;
  }

  #writeConfig(wires: Readonly<Record<LineName, PtyWire>>, sitePort: number | undefined): void {
    const { scale, logLevel, board, variables } = this.#options;
    const config = {
      station: { vendor: "Borne", model: "Rehearsal", serialNumber: "SIM-0001", name: "Simulated wallbox" },
      store: { directory: "store" },
      csms: { url: `ws://127.0.0.1:${String(this.network.port())}`, identity: "BORNE-SIM-0001" },
      board: { file: board ?? "openevse-sdm630" },
      devices: { controller: wires.controller.path, "meter-bus": wires.meter.path, reader: wires.reader.path },
      status: { addressFile: this.addressFile },
      ...(sitePort === undefined ? {} : { site: { host: "127.0.0.1", port: sitePort, ...this.siteFiles } }),
      log: { level: logLevel },
      clock: scale,
      variables: { ...rehearsalVariables, MessageTimeout: realSeconds(30, scale.speed), ...variables },
    };
    writeFileSync(this.configFile, `${JSON.stringify(config, undefined, 2)}\n`);
    chmodSync(this.configFile, 0o600);
  }
}

/** Scaled seconds that last so many real ones: the network and its other end are no faster than ever. */
function realSeconds(count: number, speed: number): string {
  return String(Math.ceil(count * speed));
}

/** Somebody watches: more values, and a network that is mended is noticed soon. */
const rehearsalVariables = {
  MeterValueSampleInterval: "10",
  MeterValuesSampledData: "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage",
  RetryBackOffWaitMinimum: "2",
  RetryBackOffRepeatTimes: "2",
  RetryBackOffRandomRange: "1",
};
