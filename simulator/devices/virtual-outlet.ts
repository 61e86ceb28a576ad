import type { Clock } from "#hal/core/clock";
import type { Random } from "#hal/core/random";
import type { ByteLink } from "#hal/links/byte-link";
import { VirtualMeter, type VirtualMeterOptions } from "#simulator/devices/virtual-meter";
import type { OpenEvseView } from "#simulator/devices/openevse/board-view";
import { VirtualOpenEvse, type VirtualOpenEvseOptions } from "#simulator/devices/virtual-openevse";
import type { WorldFault } from "#simulator/world/world-fault";
import { WorldRunner, type WorldRunnerOptions } from "#simulator/world/world-runner";

export interface VirtualOutletOptions {
  /** 1 to n. */
  readonly evse: number;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly random: Random;
  readonly controller: ByteLink;
  readonly meter: ByteLink;
  readonly settings: OutletSettings;
}

/** How the outlet is built; everything has a usual value. */
export interface OutletSettings {
  readonly world?: Pick<WorldRunnerOptions, "grid" | "phases" | "energy" | "ambient" | "noise" | "fixedPower">;
  readonly board?: Pick<
    VirtualOpenEvseOptions,
    "hardwareCapacity" | "firmware" | "relocks" | "bootLocked" | "bootTime"
  >;
  readonly meter?: Pick<VirtualMeterOptions, "unit" | "serialNumber" | "latency" | "register">;
}

/** What can be seen of an outlet from outside; plain JSON. */
export interface OutletSnapshot {
  readonly evse: number;
  readonly plugged: boolean;
  readonly level: string;
  readonly offered: number | null;
  readonly contactorClosed: boolean;
  readonly voltages: readonly number[];
  readonly currents: readonly number[];
  readonly power: number;
  /** True energy in Wh since the world began. */
  readonly energy: number;
  /** The meter's register in Wh with all digits. */
  readonly register: number;
  readonly temperature: number;
  readonly vehicle: { readonly stateOfCharge: number; readonly paused: boolean; readonly asks: boolean } | null;
  readonly faults: readonly WorldFault[];
  readonly board: OpenEvseView;
}

/** One outlet: a world, the board that steers it and the meter that measures it. */
export class VirtualOutlet {
  readonly evse: number;
  readonly world: WorldRunner;
  readonly board: VirtualOpenEvse;
  readonly meter: VirtualMeter;

  constructor(options: VirtualOutletOptions) {
    const { evse, clock, lineClock, random, settings } = options;
    this.evse = evse;
    this.world = new WorldRunner({ ...settings.world, clock, random: random.stream(`world.${evse}`) });
    const { world } = this;
    this.board = new VirtualOpenEvse({ ...settings.board, link: options.controller, world, clock, lineClock });
    this.meter = new VirtualMeter({ ...settings.meter, link: options.meter, world, clock: lineClock });
  }

  async start(): Promise<void> {
    this.world.start();
    await this.meter.start();
    await this.board.start();
  }

  async stop(): Promise<void> {
    await this.board.stop();
    await this.meter.stop();
    this.world.stop();
  }

  snapshot(): OutletSnapshot {
    const reading = this.world.read();
    const { vehicle } = reading;
    return {
      evse: this.evse,
      plugged: vehicle !== undefined,
      level: reading.level,
      offered: reading.signal.kind === "pwm" ? reading.signal.amps : null,
      contactorClosed: reading.contactorClosed,
      voltages: reading.voltages,
      currents: reading.currents,
      power: reading.power,
      energy: reading.energy,
      register: this.meter.register(),
      temperature: reading.temperature,
      vehicle:
        vehicle === undefined
          ? null
          : { stateOfCharge: vehicle.stateOfCharge, paused: vehicle.paused, asks: vehicle.asks },
      faults: [...reading.faults],
      board: this.board.state(),
    };
  }
}
