import type { Cancel, Clock } from "#hal/core/clock";
import { type Millis, millis } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";
import { encodeRapiReply, parseRapiCommand, RAPI_LINE_END, type RapiReply } from "#hal/wire/rapi";
import { bootPostCodes, evseStates } from "#hal/wire/rapi-tables";
import { DeviceHost } from "#simulator/devices/device-host";
import {
  type BoardMemory,
  bootedMemory,
  flagsOf,
  isButtonOff,
  lampOf,
  limitedTo,
  rulesOf,
  withState,
} from "#simulator/devices/openevse/board-memory";
import { type BoardSettings, factorySettings } from "#simulator/devices/openevse/board-settings";
import { faulted, type FoundFault } from "#simulator/devices/openevse/board-faults";
import { instrumentsOf, sensesOf, signalOf } from "#simulator/devices/openevse/board-instruments";
import type { BoardState } from "#simulator/devices/openevse/board-state";
import { boardStep, nextLook } from "#simulator/devices/openevse/board-step";
import type { OpenEvseView } from "#simulator/devices/openevse/board-view";
import { missed, overdueAt } from "#simulator/devices/openevse/heartbeat";
import { hex } from "#simulator/devices/openevse/rapi-answer";
import type { CommandContext } from "#simulator/devices/openevse/rapi-command";
import { runCommand } from "#simulator/devices/openevse/rapi-commands";
import { RapiInbox } from "#simulator/devices/openevse/rapi-inbox";
import { steady } from "#simulator/world/pilot-signal";
import type { WorldRunner } from "#simulator/world/world-runner";

export interface VirtualOpenEvseOptions {
  readonly link: ByteLink;
  readonly world: WorldRunner;
  /** Of the world: relay and pilot follow it. */
  readonly clock: Clock;
  /** Of the line: heartbeats follow it, because whoever sends them lives by it. */
  readonly lineClock: Clock;
  /** Amperes that the hardware allows. */
  readonly hardwareCapacity?: number;
  readonly firmware?: string;
  /** Locks itself again when the vehicle leaves, as firmware does that was built with a standing lock. */
  readonly relocks?: boolean;
  /** Waits for `$SB` after power-up. */
  readonly bootLocked?: boolean;
  /** How long it says nothing after `$FR`. */
  readonly bootTime?: Millis;
}

/** An EVSE controller that speaks RAPI 5.2.1 on its line and runs the pilot and the relay of one outlet. */
export class VirtualOpenEvse {
  readonly #options: VirtualOpenEvseOptions;
  readonly #host: DeviceHost;
  readonly #inbox = new RapiInbox();
  #memory: BoardMemory;
  #published: string | undefined;
  #lookedAt = millis(0);
  #lookTimer: Cancel | undefined;
  #pulseTimer: Cancel | undefined;
  #bootTimer: Cancel | undefined;
  #cancelWorld: Cancel | undefined;
  #isUp = false;
  #isLooking = false;

  constructor(options: VirtualOpenEvseOptions) {
    this.#options = options;
    this.#memory = this.#powerUp(factorySettings(options.hardwareCapacity ?? 32));
    this.#host = new DeviceHost({
      link: options.link,
      clock: options.lineClock,
      receive: (bytes) => {
        this.#receive(bytes);
      },
    });
  }

  async start(): Promise<void> {
    await this.#host.start();
    this.#cancelWorld = this.#options.world.changes.listen(() => {
      this.#look();
    });
    this.#boot();
  }

  /** Ends every timer and lets go of the line. The relay stays as it is. */
  async stop(): Promise<void> {
    this.#isUp = false;
    this.#cancelTimers();
    this.#cancelWorld?.();
    await this.#host.stop();
  }

  /** Takes its power away for a moment: the relay drops, and what was not saved is forgotten. */
  restart(): void {
    this.#isUp = false;
    this.#cancelTimers();
    this.#inbox.clear();
    this.#options.world.setContactor(false);
    this.#options.world.setSignal(steady);
    this.#bootTimer = this.#options.clock.after(this.#options.bootTime ?? millis(500), () => {
      this.#memory = this.#powerUp(this.#memory.settings, this.#memory.state.trips);
      this.#boot();
    });
  }

  /** A short press of its button, told when its own menu does not take it. */
  pressButton(): void {
    if (this.#isUp && isButtonOff(this.#memory)) this.#say({ kind: "notice", code: "AN", args: ["0"] });
  }

  state(): OpenEvseView {
    const { state, capacity, screen, heartbeat } = this.#memory;
    return {
      mode: this.#isUp ? state.mode : "restarting",
      evseState: state.evse,
      flags: flagsOf(this.#memory),
      capacity,
      relay: state.relay,
      authLocked: state.authLocked,
      lamp: lampOf(this.#memory),
      screen,
      heartbeat: { interval: heartbeat.interval, fallback: heartbeat.fallback, trigger: heartbeat.trigger },
      faultEnd: state.fault?.end ?? null,
    };
  }

  #powerUp(settings: BoardSettings, trips?: BoardState["trips"]): BoardMemory {
    const { world, clock, lineClock, bootLocked } = this.#options;
    const reading = world.read();
    return bootedMemory(settings, {
      now: clock.uptime(),
      lineNow: lineClock.uptime(),
      energy: reading.energy,
      bootLocked: bootLocked ?? false,
      trips,
    });
  }

  #boot(): void {
    this.#isUp = true;
    this.#published = undefined;
    const code = this.#selfTest();
    if (code === bootPostCodes.stuckRelay) this.#failAtBoot({ state: evseStates.stuckRelay, end: "restart" });
    this.#say({ kind: "notice", code: "AB", args: [hex(code, 2), this.#firmware()] });
    this.#look();
    this.#watchHeartbeat();
  }

  #failAtBoot(fault: FoundFault): void {
    const { world, clock } = this.#options;
    const state = faulted(this.#memory.state, fault, sensesOf(world.read(), clock.uptime()));
    this.#memory = { ...this.#memory, state };
  }

  #selfTest(): number {
    const reading = this.#options.world.read();
    if (reading.contactorClosed) return bootPostCodes.stuckRelay;
    if (reading.faults.has("no-ground")) return bootPostCodes.badGround;
    return reading.faults.has("self-test") ? bootPostCodes.groundFaultSelfTestFailed : bootPostCodes.ok;
  }

  #receive(bytes: Uint8Array): void {
    for (const line of this.#inbox.take(bytes)) this.#answer(line);
  }

  #answer(line: string): void {
    // While it restarts, also in the middle of several commands, it hears nothing.
    if (!this.#isUp) return;
    const command = parseRapiCommand(line, { allowMissingChecksum: true });
    if (!command.ok) {
      this.#say({ kind: "answer", ok: false, args: [] });
      return;
    }
    const before = this.#memory;
    const result = runCommand(command.value, before, this.#context());
    const args = result.args.map(String);
    const { sequence } = command.value;
    const answer = { kind: "answer", ok: result.ok, args } as const;
    this.#memory = result.memory;
    this.#say(sequence === undefined ? answer : { ...answer, sequence });
    if (result.restarts === true) this.restart();
    else this.#afterCommand(before);
  }

  /** A question changes nothing, a pulse nothing that the board acts upon. */
  #afterCommand(before: BoardMemory): void {
    const { state, capacity, settings, heartbeat } = this.#memory;
    if (heartbeat !== before.heartbeat) this.#watchHeartbeat();
    if (state !== before.state || capacity !== before.capacity || settings !== before.settings) this.#look();
  }

  #context(): CommandContext {
    const { clock, lineClock, world } = this.#options;
    return {
      now: clock.uptime(),
      lineNow: lineClock.uptime(),
      wallTime: clock.now(),
      instruments: () => instrumentsOf(world.read()),
      identity: { firmware: this.#firmware(), mcu: "766972747561" },
    };
  }

  #firmware(): string {
    return this.#options.firmware ?? "8.2.3";
  }

  /**
   * Senses, decides, acts, until there is nothing more to do. What acting moves in the world is sensed by the next round; that time goes on
   * meanwhile, as it does wherever the clock is real, is no reason for one.
   */
  #look(): void {
    if (!this.#isUp || this.#isLooking) return;
    this.#isLooking = true;
    try {
      this.#act();
      while (this.#decide()) this.#act();
    } finally {
      this.#isLooking = false;
    }
    this.#publish();
    this.#armLook();
  }

  /** True when there is something to do. */
  #decide(): boolean {
    const { world, clock, relocks } = this.#options;
    const before = this.#memory.state;
    const reading = world.read();
    const now = clock.uptime();
    this.#lookedAt = now;
    const state = boardStep(this.#memory.state, sensesOf(reading, now), rulesOf(this.#memory, relocks ?? false));
    this.#memory = withState(this.#memory, state, { now, energy: reading.energy });
    return state.signal !== before.signal || state.relay !== before.relay;
  }

  #act(): void {
    const { state, capacity } = this.#memory;
    this.#options.world.setSignal(signalOf(state.signal, capacity));
    this.#options.world.setContactor(state.relay);
  }

  /** Tells a change of what `$AT` carries, once. */
  #publish(): void {
    const { state, capacity } = this.#memory;
    const args = [hex(state.evse, 2), hex(state.pilot, 2), String(capacity), hex(flagsOf(this.#memory), 4)];
    const text = args.join(" ");
    if (text === this.#published) return;
    this.#published = text;
    this.#say({ kind: "notice", code: "AT", args });
  }

  #armLook(): void {
    this.#lookTimer?.();
    this.#lookTimer = undefined;
    const { clock } = this.#options;
    // From the last look on: on a busy machine what is due may already be over by now.
    const due = nextLook(this.#memory.state, this.#lookedAt);
    if (due === undefined) return;
    this.#lookTimer = clock.after(millis(Math.max(0, due - clock.uptime())), () => {
      this.#lookTimer = undefined;
      this.#look();
    });
  }

  #watchHeartbeat(): void {
    this.#pulseTimer?.();
    this.#pulseTimer = undefined;
    const { lineClock } = this.#options;
    const due = overdueAt(this.#memory.heartbeat);
    if (due === undefined || !this.#isUp) return;
    this.#pulseTimer = lineClock.after(millis(due - lineClock.uptime()), () => {
      this.#missPulse();
    });
  }

  #missPulse(): void {
    const { heartbeat, capacity } = this.#memory;
    const late = { ...this.#memory, heartbeat: missed(heartbeat, this.#options.lineClock.uptime()) };
    this.#memory = heartbeat.fallback < capacity ? limitedTo(late, heartbeat.fallback) : late;
    this.#look();
    this.#watchHeartbeat();
  }

  #cancelTimers(): void {
    for (const cancel of [this.#lookTimer, this.#pulseTimer, this.#bootTimer]) cancel?.();
  }

  #say(reply: RapiReply): void {
    this.#host.send(Buffer.from(encodeRapiReply(reply) + RAPI_LINE_END, "latin1"));
  }
}
