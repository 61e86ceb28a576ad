import type { Cancel, Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { amperes, type Millis, wattHours } from "#hal/core/units";
import type { ChargerEvse } from "#simulator/charger/charger-boot";
import type { OutletMemory, RememberedVehicle } from "#simulator/charger/outlet-memory";
import type { VirtualStation } from "#simulator/virtual-station";

export interface ArrivingVehicle {
  readonly connector: number;
  /** Amperes per phase that vehicle and cable can carry. */
  readonly currentA: number;
  readonly phases: 1 | 3;
  /** What it takes from empty to full, in Wh at the meter. */
  readonly capacityWh: number;
}

export interface ChargerOutletOptions {
  readonly evse: ChargerEvse;
  readonly station: VirtualStation;
  readonly clock: Clock;
  /** From the first PWM to the wish for energy. */
  readonly requestDelay: Millis;
}

/** Part of the metered energy that reaches the battery of every simulated vehicle. */
const EFFICIENCY = 0.92;

/** One EVSE as a harness sees it: what stands at it and hangs on it. */
export class ChargerOutlet {
  readonly id: number;
  readonly #options: ChargerOutletOptions;
  readonly #waits = new Set<Cancel>();
  #vehicle: ArrivingVehicle | undefined;

  constructor(options: ChargerOutletOptions) {
    this.#options = options;
    this.id = options.evse.id;
  }

  /** The connector that the vehicle hangs on. */
  connector(): number | undefined {
    return this.#vehicle?.connector;
  }

  /** Throws AgentError `charger.conflict` when a vehicle is there already. */
  plugIn(vehicle: ArrivingVehicle, from: { readonly stateOfCharge: number; readonly isPaused: boolean }): void {
    const current = amperes(vehicle.currentA);
    const isNew = this.#options.station.plugIn(
      {
        capacity: wattHours(vehicle.capacityWh * EFFICIENCY),
        stateOfCharge: from.stateOfCharge,
        paused: from.isPaused,
        phases: vehicle.phases,
        maxCurrent: current,
        cableRating: current,
        requestDelay: this.#options.requestDelay,
      },
      this.id,
    );
    if (!isNew) throw conflict("a vehicle is plugged in already");
    this.#vehicle = vehicle;
  }

  plugOut(): void {
    this.#cancelWaits();
    if (!this.#options.station.unplug(this.id)) throw conflict("no vehicle is plugged in");
    this.#vehicle = undefined;
  }

  setPaused(isPaused: boolean): void {
    if (this.#vehicle === undefined) throw conflict("no vehicle is plugged in");
    const { station } = this.#options;
    if (isPaused) station.pauseVehicle(this.id);
    else station.resumeVehicle(this.id);
  }

  /** Once, so long after energy begins to flow; forgotten when the vehicle leaves. */
  afterCharging(delay: Millis, ring: () => void): void {
    const { station, clock } = this.#options;
    const { world } = station.outlet(this.id);
    const wait = () => {
      unlisten();
      this.#waits.delete(unlisten);
      const cancel = clock.after(delay, () => {
        this.#waits.delete(cancel);
        ring();
      });
      this.#waits.add(cancel);
    };
    const unlisten = world.changes.listen(() => {
      if (world.read().power > 0) wait();
    });
    this.#waits.add(unlisten);
  }

  /** What has to be written down now so that the register never goes back, although it runs on until `later`. */
  memory(later: Millis): OutletMemory {
    const { register, power, vehicle } = this.#options.station.outlet(this.id).snapshot();
    const registerWh = register + (power * later) / 3_600_000;
    if (this.#vehicle === undefined || vehicle === null) return { registerWh };
    const remembered: RememberedVehicle = {
      ...this.#vehicle,
      stateOfCharge: vehicle.stateOfCharge,
      isPaused: vehicle.paused,
    };
    return { registerWh, vehicle: remembered };
  }

  /** Lets go of all timers. */
  stop(): void {
    this.#cancelWaits();
  }

  #cancelWaits(): void {
    for (const cancel of this.#waits) cancel();
    this.#waits.clear();
  }
}

export function conflict(why: string): AgentError {
  return new AgentError("charger.conflict", why);
}
