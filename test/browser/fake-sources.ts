import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { Signal } from "#hal/core/signal";
import type { Clock } from "#hal/core/clock";
import { isoTime, millis } from "#hal/core/units";
import { MessageRecord } from "#simulator/csms/message-record";
import type { AgentStatus, EvseStatus } from "#simulator/panel/agent-status";
import type { AgentStatusSource, AgentView } from "#simulator/panel/agent-status-follower";
import type { PanelControls } from "#simulator/panel/panel-controls";
import type { PanelWorld } from "#simulator/panel/panel-model";
import type { PanelServerOptions } from "#simulator/panel/panel-server";

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** A small charger in words only: enough of one to open the panel without an agent, and to press every button. */
export class FakeSources {
  /** Every command that arrived, in words. */
  readonly commands: string[] = [];
  readonly record: MessageRecord;
  readonly #clock: Clock;
  readonly #views = new Signal<AgentView>();
  #world: Mutable<PanelWorld> = {
    vehicle: { isPlugged: false, isPaused: false, batteryPercent: 42 },
    outlet: { isLive: false, offeredA: null, powerW: 0, keptFault: null },
    network: "up",
    agent: "running",
    raisedFault: null,
    faults: [
      { kind: "ground", label: "Earth fault" },
      { kind: "welded", label: "Contactor welded" },
      { kind: "hot", label: "Too hot" },
    ],
    lines: [
      { name: "board", label: "Charging controller", isCut: false },
      { name: "meter", label: "Energy meter", isCut: false },
      { name: "reader", label: "Card reader", isCut: false },
    ],
    speed: 10,
  };
  #evse: EvseStatus = idleEvse;
  readonly #startedAt: string;
  #csms: AgentStatus["csms"];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.record = new MessageRecord(clock);
    this.#startedAt = isoTime(clock.now());
    this.#csms = {
      connection: "connected",
      registration: "accepted",
      since: this.#startedAt,
      lastMessageAt: this.#startedAt,
      trouble: null,
      queuedFacts: 0,
      deadLetters: 0,
    };
  }

  options(packageRoot: string, pace: Clock): PanelServerOptions {
    const agentStatus: AgentStatusSource = { view: () => this.#view(), changes: this.#views };
    return {
      port: 0,
      controls: this.#controls(),
      agentStatus,
      csmsMessages: this.record,
      world: () => this.#world,
      clock: this.#clock,
      pace,
      log: silentLog,
      packageRoot,
    };
  }

  changeEvse(change: Partial<EvseStatus>): void {
    this.#evse = { ...this.#evse, ...change };
    this.#tell();
  }

  changeCsms(change: Partial<AgentStatus["csms"]>): void {
    this.#csms = { ...this.#csms, ...change };
    this.#tell();
  }

  changeWorld(change: Partial<PanelWorld>): void {
    this.#world = { ...this.#world, ...change };
  }

  /** A session that has taken `energyWh` so far. */
  charge(energyWh: number, powerW = 11_040): void {
    const now = this.#clock.now();
    const startedAt = this.#evse.session?.startedAt ?? isoTime(now);
    const current = powerW / 690;
    this.changeWorld({ outlet: { isLive: true, offeredA: 16, powerW, keptFault: null } });
    this.changeEvse({
      status: "charging",
      pilot: "C",
      energized: true,
      offeredA: 16,
      light: { colour: "blue", rhythm: "breathing" },
      notCharging: null,
      session: { transactionId: "tx-1", csmsNumber: 1000, idTag: "VALI••••", startedAt, meterStartWh: 5000, energyWh },
      meter: {
        at: isoTime(now),
        importWh: 5000 + energyWh,
        powerW,
        currentA: { L1: current, L2: current - 0.1, L3: current + 0.1 },
        voltageV: { L1: 230, L2: 230, L3: 230 },
      },
    });
  }

  /** A message that was answered at once. */
  message(direction: "received" | "sent", action: string, payload: object, answer?: object): void {
    const sequence = this.record.open({ direction, station: "CP1", action, id: `id-${action}`, payload });
    if (answer !== undefined) this.record.close(sequence, { kind: "result", payload: answer });
  }

  #controls(): PanelControls {
    const note = (text: string) => {
      this.commands.push(text);
      return Promise.resolve();
    };
    const vehicle = (change: Partial<PanelWorld["vehicle"]>) => {
      this.changeWorld({ vehicle: { ...this.#world.vehicle, ...change } });
    };
    const line = (name: string, isCut: boolean) => {
      this.changeWorld({ lines: this.#world.lines.map((each) => (each.name === name ? { ...each, isCut } : each)) });
    };
    return {
      plugIn: () => (vehicle({ isPlugged: true }), this.changeEvse(connected), note("plugIn")),
      unplug: () => (vehicle({ isPlugged: false, isPaused: false }), this.changeEvse(idleEvse), note("unplug")),
      tapCard: (kind) => {
        if (kind === "unknown")
          return Promise.reject(new AgentError("panel.no-card", "The card slipped from your hand"));
        return note(`tapCard ${kind}`);
      },
      pressButton: () => note("pressButton"),
      pauseVehicle: () => (vehicle({ isPaused: true }), note("pauseVehicle")),
      resumeVehicle: () => (vehicle({ isPaused: false }), note("resumeVehicle")),
      raiseFault: (kind) => (this.changeWorld({ raisedFault: kind }), note(`raiseFault ${kind}`)),
      clearFault: () => (this.changeWorld({ raisedFault: null }), note("clearFault")),
      cutNetwork: () => (this.changeWorld({ network: "cut" }), note("cutNetwork")),
      mendNetwork: () => (this.changeWorld({ network: "up" }), note("mendNetwork")),
      killAgent: () => (this.changeWorld({ agent: "stopped" }), note("killAgent")),
      startAgent: () => (this.changeWorld({ agent: "running" }), note("startAgent")),
      cutLine: (name) => (line(name, true), note(`cutLine ${name}`)),
      mendLine: (name) => (line(name, false), note(`mendLine ${name}`)),
    };
  }

  #view(): AgentView {
    return { isReachable: this.#world.agent === "running", status: this.#status() };
  }

  #tell(): void {
    this.#views.emit(this.#view());
  }

  #status(): AgentStatus {
    const now = this.#clock.now();
    return {
      agent: {
        version: "0.1.0",
        pid: 4711,
        startedAt: this.#startedAt,
        uptimeSeconds: millis(this.#clock.uptime()) / 1000,
      },
      station: { identity: "CP1", vendor: "Borne", model: "W22", serialNumber: "0042", name: "Garage left" },
      csms: this.#csms,
      evses: [this.#evse],
      faults: [],
      unbilled: 0,
      now: isoTime(now),
    };
  }
}

const idleEvse: EvseStatus = {
  id: 1,
  status: "available",
  pilot: "A",
  energized: false,
  offeredA: 0,
  light: { colour: "green", rhythm: "steady" },
  limit: { amperes: 16, owner: "installation", reason: "fuse of the house connection" },
  limits: [
    { owner: "cable", reason: "resistor in the plug says 32 A", amperes: 32, expiresAt: null },
    { owner: "installation", reason: "fuse of the house connection", amperes: 16, expiresAt: null },
  ],
  notCharging: { code: "noVehicle", text: "No car is connected." },
  meter: null,
  session: null,
  faults: [],
};

const connected: Partial<EvseStatus> = {
  status: "preparing",
  pilot: "B",
  light: { colour: "yellow", rhythm: "slow" },
  notCharging: { code: "noAuthorization", text: "Hold up your card to start." },
};
