import type { Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import type { Random } from "#hal/core/random";
import type { Millis, WattHours } from "#hal/core/units";
import { type OutletSettings, type OutletSnapshot, VirtualOutlet } from "#simulator/devices/virtual-outlet";
import { type ReaderFormat, VirtualReader } from "#simulator/devices/virtual-reader";
import { faultCatalogue, type FaultName } from "#simulator/faults/catalogue";
import { FaultInjector } from "#simulator/faults/fault-injector";
import { calmLine, type LinePlan } from "#simulator/faults/line-plan";
import type { Wire } from "#simulator/wire/wire";
import type { Truth } from "#simulator/world/ground-truth";
import type { WorldFault } from "#simulator/world/world-fault";
import type { PlugInOptions } from "#simulator/world/world-runner";

export interface VirtualStationOptions {
  /** Of the world: may run faster than real time. */
  readonly clock: Clock;
  /** Of the lines and of what supervises them: real wherever the lines are real. Without it, `clock`. */
  readonly lineClock?: Clock;
  readonly random: Random;
  /** One for each outlet, the first is EVSE 1. Several meters may share one wire under different units. */
  readonly evses: readonly EvseWiring[];
  readonly reader?: Wire;
  readonly readerFormat?: Partial<ReaderFormat>;
}

export interface EvseWiring extends OutletSettings {
  readonly wires: { readonly controller: Wire; readonly meter: Wire };
}

export type LineName = "controller" | "meter" | "reader";

/** Everything visible at one instant; plain JSON. */
export interface StationSnapshot {
  readonly evses: readonly OutletSnapshot[];
  readonly card: string | null;
  readonly lines: readonly LineSnapshot[];
}

export interface LineSnapshot {
  readonly name: string;
  readonly open: boolean;
  readonly plan: LinePlan;
}

/** A whole charging station below its drivers, with what drivers, cars and bad luck do to it. */
export class VirtualStation {
  readonly #outlets: readonly VirtualOutlet[];
  readonly #wires: readonly EvseWiring["wires"][];
  readonly #readerWire: Wire | undefined;
  readonly #reader: VirtualReader | undefined;
  readonly #lines = new Map<Wire, FaultInjector>();

  constructor(options: VirtualStationOptions) {
    const { clock, random, reader } = options;
    const lineClock = options.lineClock ?? clock;
    const line = (wire: Wire) => this.#line(wire, lineClock, random);
    this.#wires = options.evses.map((evse) => evse.wires);
    this.#outlets = options.evses.map(
      ({ wires, ...settings }, index) =>
        new VirtualOutlet({
          evse: index + 1,
          clock,
          lineClock,
          random,
          controller: line(wires.controller),
          meter: line(wires.meter),
          settings,
        }),
    );
    this.#readerWire = reader;
    this.#reader =
      reader === undefined
        ? undefined
        : new VirtualReader({ link: line(reader), clock: lineClock, format: options.readerFormat ?? {} });
  }

  async start(): Promise<void> {
    for (const outlet of this.#outlets) await outlet.start();
    await this.#reader?.start();
  }

  /** Leaves no timer behind. */
  async stop(): Promise<void> {
    await this.#reader?.stop();
    for (const outlet of this.#outlets) await outlet.stop();
  }

  /** For tests that need more than a driver could do. */
  outlet(evse = 1): VirtualOutlet {
    const outlet = this.#outlets[evse - 1];
    if (outlet === undefined) throw unknown("EVSE", { evse });
    return outlet;
  }

  /** False when a vehicle is there already. */
  plugIn(options: PlugInOptions = {}, evse = 1): boolean {
    return this.outlet(evse).world.plugIn(options);
  }

  /** False when there was none. */
  unplug(evse = 1): boolean {
    return this.outlet(evse).world.unplug();
  }

  pauseVehicle(evse = 1): void {
    this.outlet(evse).world.pauseVehicle();
  }

  resumeVehicle(evse = 1): void {
    this.outlet(evse).world.resumeVehicle();
  }

  /** Holds a card to the reader for a moment; `uid` in hex, byte 0 first. */
  tapCard(uid: string, stay?: Millis): void {
    if (this.#reader === undefined) throw unknown("reader", {});
    this.#reader.tap(uid, stay);
  }

  /** The button on the front, pressed for a moment. */
  pressButton(evse = 1): void {
    this.outlet(evse).board.pressButton();
  }

  raiseFault(fault: WorldFault, evse = 1): void {
    this.outlet(evse).world.raiseFault(fault);
  }

  clearFault(fault: WorldFault, evse = 1): void {
    this.outlet(evse).world.clearFault(fault);
  }

  /** Everything in order again: the world at this outlet and every line of the station. */
  clearFaults(evse = 1): void {
    const { world } = this.outlet(evse);
    for (const fault of world.read().faults) world.clearFault(fault);
    for (const line of this.#lines.values()) line.setPlan(calmLine);
  }

  restartBoard(evse = 1): void {
    this.outlet(evse).board.restart();
  }

  setMeterRegister(value: WattHours, evse = 1): void {
    this.outlet(evse).meter.setRegister(value);
  }

  /** Pulls the plug of a line; the devices go on by themselves. */
  async cutLine(line: LineName, evse = 1): Promise<void> {
    await this.#wire(line, evse).cut();
  }

  /** Puts it back; the device opens it again within 100 ms of the line's clock. */
  async mendLine(line: LineName, evse = 1): Promise<void> {
    await this.#wire(line, evse).mend();
  }

  /** From now on the line misbehaves as planned; `calmLine` ends it. */
  disturbLine(line: LineName, plan: LinePlan, evse = 1): void {
    this.#lines.get(this.#wire(line, evse))?.setPlan(plan);
  }

  /** A fault of the catalogue by its name; `line` says where, for faults of lines. */
  provoke(name: FaultName, where: { readonly line?: LineName; readonly evse?: number } = {}): void {
    const fault = faultCatalogue[name];
    if (fault.where === "world") this.raiseFault(fault.fault, where.evse);
    else this.disturbLine(where.line ?? "controller", fault.plan, where.evse);
  }

  snapshot(): StationSnapshot {
    return {
      evses: this.#outlets.map((outlet) => outlet.snapshot()),
      card: this.#reader?.card() ?? null,
      lines: [...this.#lines].map(([wire, line]) => ({ name: wire.name, open: line.isOpen(), plan: line.plan() })),
    };
  }

  /** What really happened at an outlet, whatever was reported. */
  truth(evse = 1): readonly Truth[] {
    return this.outlet(evse).world.truth();
  }

  #line(wire: Wire, clock: Clock, random: Random): FaultInjector {
    const known = this.#lines.get(wire);
    if (known !== undefined) return known;
    const line = new FaultInjector({
      link: wire.far,
      clock,
      chance: random.stream(`line.${wire.name}`),
      hangUp: () => {
        // Cutting never rejects.
        wire.cut().catch(() => undefined);
      },
    });
    this.#lines.set(wire, line);
    return line;
  }

  #wire(line: LineName, evse: number): Wire {
    const wire = line === "reader" ? this.#readerWire : this.#wires[evse - 1]?.[line];
    if (wire === undefined) throw unknown("line", { line, evse });
    return wire;
  }
}

function unknown(what: string, details: Readonly<Record<string, unknown>>): AgentError {
  return new AgentError("simulator.unknown", `this station has no such ${what}`, details);
}
