import type { Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import type { Random } from "#hal/core/random";
import { volts, wattHours, watts } from "#hal/core/units";
import type { ByteLink } from "#hal/links/byte-link";
import type { ChargerBoot, ChargingLimit } from "#simulator/charger/charger-boot";
import { VirtualLock } from "#simulator/devices/virtual-lock";
import { type EvseWiring, VirtualStation } from "#simulator/virtual-station";
import { memoryLinkPair, type MemoryWire } from "#simulator/wire/memory-link";
import { usualGrid } from "#simulator/world/grid";

export interface HardwareOptions {
  readonly boot: ChargerBoot;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly random: Random;
  /** What the meter of an EVSE shows at power-up, in Wh. */
  readonly registerOf: (evse: number) => number;
}

const line = { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
/** The board falls back to the least current when it has not heard the agent for so long. */
const heartbeat = { seconds: 30, fallbackCurrent: 6 } as const;
const FIRST_METER_SERIAL = 21_042_000;
const SECONDS_PER_HOUR = 3600;

/** The machine below the drivers, with wires inside this process. */
export class SimulatedHardware {
  readonly station: VirtualStation;
  /** By EVSE number, for those with a connector that can be locked: there is one bolt for all of them. */
  readonly locks: ReadonlyMap<number, VirtualLock>;
  readonly #wires = new Map<string, MemoryWire>();
  readonly #boot: ChargerBoot;

  constructor(options: HardwareOptions) {
    const { boot, clock, lineClock, random } = options;
    this.#boot = boot;
    const evses = boot.evses.map(({ id }) => this.#wiring(id, options));
    const lockable = boot.evses.filter(({ connectors }) => connectors.some((connector) => connector.lockable));
    this.locks = new Map(lockable.map(({ id }) => [id, new VirtualLock(clock)]));
    this.station = new VirtualStation({ clock, lineClock, random, evses });
  }

  /** The agent's end of a wire. Throws AgentError `charger.no-wire`. */
  openLink(path: string): ByteLink {
    const wire = this.#wires.get(path);
    if (wire === undefined) throw new AgentError("charger.no-wire", "no wire has this path", { path });
    return wire.near;
  }

  /** The wiring as a board file would describe it. */
  board() {
    const { evses, simulation } = this.#boot;
    const { phases } = simulation.defaultChargingLimit;
    const maxCurrent = installedLimit(simulation.defaultChargingLimit);
    return {
      model: "simulated",
      buses: Object.fromEntries(evses.map(({ id }) => [meterWire(id), { ...line, path: meterWire(id) }])),
      evses: evses.map(({ id }) => ({
        id,
        phases,
        maxCurrent,
        controller: { ...line, driver: "openevse-rapi" as const, path: controllerWire(id), heartbeat },
        meter: { driver: "modbus" as const, bus: meterWire(id), model: "eastron-sdm630-v2", unit: 1 },
        light: { driver: "controller" as const },
      })),
      readers: [],
    };
  }

  #wiring(evse: number, { boot, registerOf }: HardwareOptions): EvseWiring {
    const { defaultChargingLimit: limit, energyWhPerSecond } = boot.simulation;
    return {
      wires: { controller: this.#wire(controllerWire(evse)), meter: this.#wire(meterWire(evse)) },
      world: {
        grid: { ...usualGrid, nominalVoltage: volts(limit.voltage) },
        phases: limit.phases,
        ...(energyWhPerSecond === null ? {} : { fixedPower: watts(energyWhPerSecond * SECONDS_PER_HOUR) }),
      },
      board: { hardwareCapacity: installedLimit(limit) },
      meter: { serialNumber: FIRST_METER_SERIAL + evse, register: wattHours(registerOf(evse)) },
    };
  }

  #wire(name: string): MemoryWire {
    const wire = memoryLinkPair(name);
    this.#wires.set(name, wire);
    return wire;
  }
}

/** Whole amperes per phase, as the pilot of the board counts them. */
function installedLimit({ amps, watts: power, phases, voltage }: ChargingLimit): number {
  return Math.floor(Math.min(amps, power / (phases * voltage)));
}

function controllerWire(evse: number): string {
  return `controller-${String(evse)}`;
}

function meterWire(evse: number): string {
  return `meter-${String(evse)}`;
}
