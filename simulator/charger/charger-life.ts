import { type Cancel, type Clock, every, sleep } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import type { Random } from "#hal/core/random";
import { millis } from "#hal/core/units";
import type { ChargerBoot } from "#simulator/charger/charger-boot";
import { SimulatedHardware } from "#simulator/charger/hardware";
import { ChargerOutlet } from "#simulator/charger/outlet";
import { type OutletMemory, recallOutlets, rememberOutlets } from "#simulator/charger/outlet-memory";
import type { SimulatedAgent } from "#simulator/charger/simulated-agent";
import { Troubles } from "#simulator/charger/troubles";
import { fieldsOf, listField } from "#simulator/csms/payload-fields";

export interface ChargerLifeOptions {
  readonly boot: ChargerBoot;
  readonly clock: Clock;
  readonly lineClock: Clock;
  readonly random: Random;
  /** Where vehicles and registers outlive a power cut. */
  readonly memoryFile: string;
  readonly composeAgent: (hardware: SimulatedHardware) => SimulatedAgent;
  readonly onMemoryFailure: (error: unknown) => void;
}

/** How often registers are written down while the vehicle is to survive a power cut. */
const MEMORY_INTERVAL = millis(500);
/** A board answers within this; the 5 s that a harness waits for us hold with it. */
const BOARD_PATIENCE = millis(3000);
const LOOK = millis(20);

/** From one power-up to the next: machine and agent, made anew each time. */
export class ChargerLife {
  readonly hardware: SimulatedHardware;
  readonly agent: SimulatedAgent;
  readonly outlets: readonly ChargerOutlet[];
  readonly #options: ChargerLifeOptions;
  readonly #troubles: ReadonlyMap<number, Troubles>;
  readonly #recalled: ReadonlyMap<number, OutletMemory>;
  #cancelMemory: Cancel = () => undefined;

  constructor(options: ChargerLifeOptions) {
    this.#options = options;
    const { boot, clock } = options;
    const { meterStartWh, vehicleSurvivesPowerCycle, evRequestDelayMs } = boot.simulation;
    this.#recalled = vehicleSurvivesPowerCycle ? recallOutlets(options.memoryFile) : new Map();
    const registerOf = (evse: number) => this.#recalled.get(evse)?.registerWh ?? meterStartWh;
    this.hardware = new SimulatedHardware({ ...options, registerOf });
    this.agent = options.composeAgent(this.hardware);
    const { station } = this.hardware;
    const requestDelay = millis(evRequestDelayMs);
    this.outlets = boot.evses.map((evse) => new ChargerOutlet({ evse, station, clock, requestDelay }));
    this.#troubles = new Map(boot.evses.map(({ id }) => [id, new Troubles(id, this.hardware, this.agent)]));
  }

  /** Resolves when the agent runs and has heard from its boards, with the network still down. */
  async start(): Promise<void> {
    await this.hardware.station.start();
    for (const outlet of this.outlets) {
      const vehicle = this.#recalled.get(outlet.id)?.vehicle;
      if (vehicle !== undefined) outlet.plugIn(vehicle, vehicle);
    }
    await this.agent.start();
    const { lineClock, boot } = this.#options;
    const deadline = lineClock.uptime() + BOARD_PATIENCE;
    while (!this.#boardsAnswer() && lineClock.uptime() < deadline) await sleep(lineClock, LOOK);
    if (!boot.simulation.vehicleSurvivesPowerCycle) return;
    this.#cancelMemory = every(lineClock, MEMORY_INTERVAL, () => {
      this.remember();
    });
  }

  /** In order: contactors open, transactions ended, everything on disk. */
  async stop(): Promise<void> {
    await this.agent.stop();
    this.#cancelMemory();
    this.remember();
    for (const outlet of this.outlets) outlet.stop();
    for (const lock of this.hardware.locks.values()) lock.stop();
    await this.hardware.station.stop();
  }

  /** Throws AgentError `charger.unknown`. */
  outlet(evse: number): ChargerOutlet {
    const outlet = this.outlets.find(({ id }) => id === evse);
    if (outlet === undefined) throw unknownEvse(evse);
    return outlet;
  }

  /** Throws AgentError `charger.unknown`. */
  troubles(evse: number): Troubles {
    const troubles = this.#troubles.get(evse);
    if (troubles === undefined) throw unknownEvse(evse);
    return troubles;
  }

  /** Writes down what is to survive a power cut, if anything is. */
  remember(): void {
    const { boot, memoryFile, onMemoryFailure } = this.#options;
    const { vehicleSurvivesPowerCycle, speed } = boot.simulation;
    if (!vehicleSurvivesPowerCycle) return;
    const later = millis(MEMORY_INTERVAL * speed);
    try {
      rememberOutlets(memoryFile, new Map(this.outlets.map((outlet) => [outlet.id, outlet.memory(later)])));
    } catch (error) {
      onMemoryFailure(error);
    }
  }

  #boardsAnswer(): boolean {
    const evses = listField(this.agent.status(), "evses");
    return evses.every((evse) => fieldsOf(evse)["pilot"] !== null);
  }
}

function unknownEvse(evse: number): AgentError {
  return new AgentError("charger.unknown", `there is no EVSE ${String(evse)}`);
}
