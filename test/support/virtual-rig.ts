import type { Clock } from "#hal/core/clock";
import { silentLog } from "#hal/core/log";
import type { Log } from "#hal/core/log";
import { type RandomStream, SeededRandom } from "#hal/core/random";
import { epochMillis, type Millis, millis, seconds, wattHours } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { settleMacrotasks } from "#hal/host/macrotask";
import { composeAgent } from "#agent/compose";
import { StationClock } from "#agent/control/station-clock";
import type { Agent, EndWish } from "#agent/runtime/agent";
import { schemaJudges } from "#agent/ocpp/payload-judge";
import { MemoryCsmsLink } from "#agent/ocpp/memory-csms-link";
import type { StationStore } from "#agent/ports/station-store";
import { MemoryCsms } from "#simulator/csms/memory-csms";
import type { RecordedMessage } from "#simulator/csms/message-record";
import { fieldsOf } from "#simulator/csms/payload-fields";
import { VirtualLock } from "#simulator/devices/virtual-lock";
import { VirtualStation } from "#simulator/virtual-station";
import { FakeFirmware } from "#test/support/fake-firmware";
import { FrameTrouble } from "#test/support/frame-mischief";
import type { HostClock } from "#test/support/host-clock";
import { RigDisk } from "#test/support/rig-disk";
import { Fate, passTime, RigProcess, withLock } from "#test/support/rig-process";
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
  /** Given the store of each process before anybody uses it. */
  readonly onStore?: (store: StationStore) => void;
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
  readonly fate = new Fate(() => {
    this.#process.fallSilent();
  });
  readonly disk = new RigDisk(this.fate);
  readonly endWishes: EndWish[] = [];
  readonly lock: VirtualLock;
  readonly #wires: RigWires;
  readonly #random: SeededRandom;
  readonly #options: RigOptions;
  readonly #ids: RandomStream;
  #link: MemoryCsmsLink;
  readonly firmware: FakeFirmware;
  #agent: Agent | undefined;
  #process: RigProcess;
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
    this.#ids = this.#random.stream("message-ids");
    this.#link = this.#newLink();
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
        return this.#process.openLine(this.#wires.near(path));
      },
      csmsLink: this.#process.csmsLink,
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
    agent.endWishes.listen((wish) => {
      if (!this.isDead) this.endWishes.push(wish);
    });
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

  /** What the disk says to each write while it is set. */
  get diskFailure(): Error | undefined {
    return this.disk.failure;
  }

  set diskFailure(failure: Error | undefined) {
    this.disk.failure = failure;
  }

  /** It has ended itself at a named place, and nobody has noticed yet. */
  get isDead(): boolean {
    return this.fate.isSealed;
  }

  /** As SIGKILL: it does nothing more and says nothing; what it had committed is there. Also clears away after a death of its own. */
  async crashAgent(): Promise<void> {
    await this.#process.bury();
    this.fate.revive();
    this.#link = this.#newLink();
    if (!this.#isNetworkUp) this.#link.down();
    this.#process = this.#newProcess();
    this.#agent = undefined;
  }

  #finish(work: Promise<void>, usual: Millis): Promise<void> {
    return passTime(this.clock, { work, usual, isVain: () => this.isDead });
  }

  #newLink(): MemoryCsmsLink {
    const { clock, csms, frames } = this;
    return new MemoryCsmsLink({ clock, pass: frames.pass, latency: millis(20), ids: this.#ids, peer: csms });
  }

  #newProcess(): RigProcess {
    const process = new RigProcess({
      disk: this.disk,
      clock: this.#options.host ?? this.clock,
      bootedAt: this.#boot.at,
      network: this.#link,
      failpoint: this.fate.failpoint,
    });
    this.#options.onStore?.(process.store);
    return process;
  }

  /** SIGTERM: everything in order. */
  async stopAgent(): Promise<void> {
    await this.#finish(this.agent.stop(), seconds(30));
    if (this.isDead) await this.crashAgent();
    this.#agent = undefined;
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
    return this.csms.messages.flatMap((message) => (message.action === action ? [fieldsOf(message.payload)] : []));
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
