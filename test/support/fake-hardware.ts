import { evseId, type FaultCode, type MeterReading, type PilotLevel } from "#hal/core/charging";
import type { Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { Signal } from "#hal/core/signal";
import { amperes, type Amperes, seconds, wattHours } from "#hal/core/units";
import type { EvseHardware } from "#hal/ports/board";
import type { ControlPilot, PilotReading } from "#hal/ports/control-pilot";
import type { EnergyMeter, MeterIdentity } from "#hal/ports/energy-meter";
import type { FaultChange, HardwareFaults } from "#hal/ports/hardware-faults";
import type { PowerPermit } from "#hal/ports/power-permit";
import type { LightPattern } from "#hal/ports/status-light";

/** An outlet at the level of the ports: tests set what the hardware reports and read what it was told. */
export class FakeEvseHardware implements EvseHardware {
  readonly id;
  readonly installedLimit = amperes(32);
  readonly phases = 3;
  readonly pilot: FakePilot = new FakePilot();
  readonly permit: FakePermit = new FakePermit();
  readonly faults: FakeFaults = new FakeFaults();
  readonly meter: FakeMeter;
  readonly shown: LightPattern[] = [];
  readonly light = {
    show: (pattern: LightPattern) => {
      this.shown.push(pattern);
    },
  };

  constructor(clock: Clock, id = 1) {
    this.id = evseId(id);
    this.meter = new FakeMeter(clock);
  }
}

class FakePilot implements ControlPilot {
  readonly readings = new Signal<PilotReading>();
  #latest: PilotReading | undefined;

  latest(): PilotReading | undefined {
    return this.#latest;
  }

  report(level: PilotLevel, energized = false): void {
    this.#latest = { level, energized, offered: amperes(energized ? 32 : 0) };
    this.readings.emit(this.#latest);
  }
}

class FakePermit implements PowerPermit {
  readonly renewEvery = seconds(10);
  readonly onSilence = { kind: "reducesTo", limit: amperes(6) } as const;
  range = { min: amperes(6), max: amperes(32) };
  readonly commands: string[] = [];
  refusal: AgentError | undefined;
  /** What the next grants come to, one each, when it is not yet known as they are given: a board that takes its time. */
  readonly answers: Promise<void>[] = [];

  async grant(limit: Amperes): Promise<void> {
    this.commands.push(`grant ${limit}`);
    await this.answers.shift();
    if (this.refusal !== undefined) throw this.refusal;
  }

  async withdraw(): Promise<void> {
    this.commands.push("withdraw");
  }

  async open(): Promise<void> {
    this.commands.push("open");
  }

  async renew(): Promise<void> {
    this.commands.push("renew");
  }
}

class FakeFaults implements HardwareFaults {
  readonly changes = new Signal<FaultChange>();
  readonly #active = new Set<FaultCode>();

  active(): readonly FaultCode[] {
    return [...this.#active];
  }

  set(code: FaultCode, active: boolean): void {
    if (active) this.#active.add(code);
    else this.#active.delete(code);
    this.changes.emit({ code, active });
  }
}

class FakeMeter implements EnergyMeter {
  readonly isSigned = false;
  readonly #clock: Clock;
  identity: MeterIdentity = { vendor: "Fake", model: "M1", serialNumber: "4711" };
  energy = 1000;
  isAnswering = true;
  reads = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async identify(): Promise<MeterIdentity> {
    this.#answer();
    return this.identity;
  }

  async read(): Promise<MeterReading> {
    this.reads += 1;
    this.#answer();
    return { at: this.#clock.now(), importEnergy: wattHours(this.energy), phases: {} };
  }

  #answer(): void {
    if (!this.isAnswering) throw new AgentError("meter.silent", "the meter does not answer");
  }
}
