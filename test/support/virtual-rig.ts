import type { Clock } from "#hal/core/clock";
import { silentLog } from "#hal/core/log";
import type { Log } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { epochMillis, type Millis, millis, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import type { Board } from "#hal/ports/board";
import type { ConnectorLock } from "#hal/ports/connector-lock";
import { composeAgent } from "#agent/compose";
import { StationClock } from "#agent/control/station-clock";
import type { Agent, EndWish } from "#agent/runtime/agent";
import { schemaJudges } from "#agent/ocpp/payload-judge";
import { MemoryCsmsLink } from "#agent/ocpp/memory-csms-link";
import type { StationStore } from "#agent/ports/station-store";
import { openDatabase } from "#agent/store/database";
import { openStationStore } from "#agent/store/station-store";
import { MemoryCsms } from "#simulator/csms/memory-csms";
import type { RecordedMessage } from "#simulator/csms/message-record";
import { VirtualLock } from "#simulator/devices/virtual-lock";
import { VirtualStation } from "#simulator/virtual-station";
import { FakeFirmware } from "#test/support/fake-firmware";
import { FrameTrouble } from "#test/support/frame-mischief";
import type { HostClock } from "#test/support/host-clock";
import { MortalClock, MortalLink } from "#test/support/mortal";
import { rigSettings, type RigSettingsOptions, RigWires } from "#test/support/rig-settings";

export const CARD = "04A1B2C3D4E5F6";
export const OTHER_CARD = "04FFEEDDCCBBAA";
export const BLOCKED_CARD = "04B10CCED00001";

/** Compiled once for all rigs of a process. */
const judgeFor = schemaJudges();

export interface RigOptions extends RigSettingsOptions {
  readonly seed?: number;
  readonly meterStart?: number;
  /** Milliseconds since the epoch; a Sunday in March 2026 unless given. */
  readonly startsAt?: number;
  /** How often the meter is polled for live values. */
  readonly meterInterval?: Millis;
  readonly log?: Log;
  /** The plug can be locked in the outlet. */
  readonly hasLock?: boolean;
  /** The host's clock goes its own way, in place of that of the world. */
  readonly host?: HostClock;
}

/** The whole agent with its real drivers on virtual devices, and its back end, in one process and in virtual time. */
export class VirtualRig {
  readonly clock: VirtualClock;
  readonly csms: MemoryCsms;
  /** What the next frames meet with. */
  readonly frames: FrameTrouble;
  readonly station: VirtualStation;
  /** What the disk says to each write while it is set. */
  diskFailure: Error | undefined;
  readonly #disk = openDatabase({
    path: ":memory:",
    log: silentLog,
    beforeWrite: () => {
      if (this.diskFailure !== undefined) throw this.diskFailure;
    },
  });
  readonly endWishes: EndWish[] = [];
  readonly lock: VirtualLock;
  readonly #wires: RigWires;
  readonly #random: SeededRandom;
  readonly #options: RigOptions;
  readonly #link: MemoryCsmsLink;
  readonly firmware: FakeFirmware;
  #agent: Agent | undefined;
  #process: { readonly clock: MortalClock; readonly store: StationStore };
  #mortalLinks: MortalLink[] = [];
  #isNetworkUp = true;
  #runs = 0;
  #boot = { id: "boot-1", at: millis(0) };

  constructor(options: RigOptions = {}) {
    this.#options = options;
    this.#wires = new RigWires(options.outlets ?? 1);
    const clock =
      options.host?.world ??
      new VirtualClock(epochMillis(options.startsAt ?? Date.UTC(2026, 2, 1, 6)), settleMacrotasks);
    this.clock = clock;
    this.lock = new VirtualLock(clock);
    // What goes on in there ends with the agent that asked for it.
    this.firmware = new FakeFirmware({
      now: () => clock.now(),
      uptime: () => clock.uptime(),
      after: (delay, ring) => this.#process.clock.after(delay, ring),
    });
    this.#random = new SeededRandom(options.seed ?? 1);
    this.csms = new MemoryCsms(clock, {
      tokens: [
        { idTag: CARD, status: "Accepted" },
        { idTag: OTHER_CARD, status: "Accepted" },
        { idTag: BLOCKED_CARD, status: "Blocked" },
      ],
    });
    this.frames = new FrameTrouble(this.#random.stream("frames"));
    this.#link = new MemoryCsmsLink({
      clock,
      pass: this.frames.pass,
      latency: millis(20),
      ids: this.#random.stream("message-ids"),
      peer: this.csms,
    });
    const register = wattHours(options.meterStart ?? 1_234_500);
    this.station = new VirtualStation({
      clock,
      random: this.#random,
      evses: this.#wires.outlets.map((wires) => ({ wires, meter: { register } })),
      reader: this.#wires.reader,
    });
    this.#process = this.#newProcess();
  }

  /** Of the process that lives now. */
  get store(): StationStore {
    return this.#process.store;
  }

  get agent(): Agent {
    if (this.#agent === undefined) throw new TypeError("no agent is running");
    return this.#agent;
  }

  /** Devices, back end and agent, until the connector is Available at the back end. */
  async start(): Promise<this> {
    await this.station.start();
    await this.startAgent();
    await this.until(() => this.status() === "Available");
    return this;
  }

  async startAgent(bootId = "boot-1"): Promise<void> {
    this.#runs += 1;
    if (bootId !== this.#boot.id) {
      this.#boot = { id: bootId, at: this.clock.uptime() };
      this.#process = this.#newProcess();
    }
    if (this.#runs > 1) this.firmware.installer.boot();
    const { clock } = this.#process;
    const agent = composeAgent(rigSettings(this.#options), {
      clock,
      lineClock: clock,
      random: new SeededRandom((this.#options.seed ?? 1) * 1000 + this.#runs),
      log: this.#options.log ?? silentLog,
      store: this.store,
      openLink: (path) => {
        const link = new MortalLink(this.#wires.near(path));
        this.#mortalLinks.push(link);
        return link;
      },
      csmsLink: this.#link,
      ...this.#time(bootId),
      bootId,
      pid: 1,
      version: "0.0.0",
      ...(this.#options.firmware === undefined ? {} : { firmware: this.firmware, files: this.firmware.files }),
      meterInterval: this.#options.meterInterval ?? seconds(1),
      ...this.#controllerTiming(),
      judgeFor,
      ...(this.#options.hasLock === true ? { extendBoard: (board) => withLock(board, this.lock) } : {}),
    });
    agent.endWishes.listen((wish) => this.endWishes.push(wish));
    this.#agent = agent;
    await this.#finish(agent.start(), seconds(1));
  }

  #time(bootId: string): { readonly time: StationClock; readonly clock: Clock } | undefined {
    const { host, log = silentLog } = this.#options;
    if (host === undefined) return undefined;
    const { builtAt } = host;
    const time = new StationClock({ base: this.#process.clock, host, builtAt, store: this.store.time, bootId, log });
    return { time, clock: time };
  }

  /** As SIGKILL: it does nothing more and says nothing; what it had committed is there. */
  async crashAgent(): Promise<void> {
    this.#process.clock.kill();
    this.#process = this.#newProcess();
    for (const link of this.#mortalLinks) await link.kill();
    this.#link.down();
    if (this.#isNetworkUp) this.#link.up();
    this.#mortalLinks = [];
    this.#agent = undefined;
  }

  /** Its store has what is on the disk, and nothing that only the memory of the one before held. */
  #newProcess(): { readonly clock: MortalClock; readonly store: StationStore } {
    const clock = new MortalClock(this.#options.host ?? this.clock, this.#boot.at);
    const database = this.#disk;
    return { clock, store: openStationStore({ path: database.path, database, clock, log: silentLog }) };
  }

  /** SIGTERM: everything in order. */
  async stopAgent(): Promise<void> {
    await this.#finish(this.agent.stop(), seconds(30));
    this.#agent = undefined;
  }

  /** Broken lines make it take longer than usual. */
  async #finish(work: Promise<void>, usual: Millis): Promise<void> {
    const progress = { isDone: false };
    const watched = work.then(() => {
      progress.isDone = true;
    });
    await this.clock.advance(usual);
    while (!progress.isDone) await this.clock.advance(seconds(1));
    await watched;
  }

  /** Everything stopped; afterwards no timer may be left. */
  async stop(): Promise<void> {
    if (this.#agent !== undefined) await this.stopAgent();
    await this.station.stop();
  }

  /** Plug, card, and energy flows. */
  async charge(card = CARD): Promise<void> {
    this.station.plugIn({ stateOfCharge: 0.1 });
    await this.until(() => this.status() === "Preparing");
    this.station.tapCard(card);
    await this.until(() => this.status() === "Charging");
  }

  async until(condition: () => boolean, limit: Millis = seconds(120)): Promise<void> {
    const held = await this.clock.advanceUntil(condition, limit);
    if (!held) throw new TypeError(`did not happen within ${limit / 1000} s: ${condition.toString()}; ${this.trace()}`);
  }

  cutNetwork(): void {
    this.#isNetworkUp = false;
    this.#link.down();
  }

  mendNetwork(): void {
    this.#isNetworkUp = true;
    this.#link.up();
  }

  /** The connector's last word at the back end. */
  status(connectorId = 1): string | undefined {
    return this.reports(connectorId).at(-1);
  }

  reports(connectorId = 1): readonly string[] {
    return this.payloads("StatusNotification").flatMap((payload) =>
      payload["connectorId"] === connectorId ? [String(payload["status"])] : [],
    );
  }

  payloads(action: string): readonly Readonly<Record<string, unknown>>[] {
    return this.csms.messages.flatMap((message) =>
      message.action === action && isRecord(message.payload) ? [message.payload] : [],
    );
  }

  /** Every message that passed, as text: what two runs are compared by. */
  messageLog(): string {
    return this.csms.messages.map((message: RecordedMessage) => JSON.stringify(message)).join("\n");
  }

  /** Wh, as the meter shows it. */
  register(evse = 1): number {
    return this.station.outlet(evse).meter.register();
  }

  /** What really flowed since the world began, in Wh. */
  truthWh(evse = 1): number {
    return this.station.outlet(evse).snapshot().energy;
  }

  trace(): string {
    return this.csms.messages
      .map(({ direction, action }) => `${direction === "received" ? ">" : "<"}${action}`)
      .join(" ");
  }

  #controllerTiming() {
    const { boardInterval } = this.#options;
    return boardInterval === undefined
      ? {}
      : { controllerTiming: { activePoll: boardInterval, restingPoll: boardInterval } };
  }
}

function withLock(board: Board, lock: ConnectorLock): Board {
  return { ...board, evses: board.evses.map((evse) => ({ ...evse, lock })) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
