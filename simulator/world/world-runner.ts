import type { Cancel, Clock } from "#hal/core/clock";
import type { RandomStream } from "#hal/core/random";
import { type Listenable, Signal } from "#hal/core/signal";
import { amperes, type Amperes, type Millis, millis, minutes, wattHours, type WattHours } from "#hal/core/units";
import { edgesBetween, type Truth } from "#simulator/world/ground-truth";
import type { Noise } from "#simulator/world/grid";
import { seededNoise } from "#simulator/world/noise";
import { type PilotSignal, sameSignal } from "#simulator/world/pilot-signal";
import { parkedVehicle, type VehicleTraits } from "#simulator/world/vehicle";
import {
  emptyWorld,
  loadCurrent,
  looksAlike,
  secondOf,
  SLOT,
  type World,
  type WorldOptions,
} from "#simulator/world/world";
import { changeWorld, nextChange, restsUntil, worldAt, type WorldChange } from "#simulator/world/world-step";
import type { WorldFault } from "#simulator/world/world-fault";
import { readWorld, type WorldReading } from "#simulator/world/world-reading";

/** The car and the cable that a driver brings; what is left out is usual or, within its usual range, drawn by lot. */
export interface PlugInOptions {
  readonly capacity?: WattHours;
  readonly stateOfCharge?: number;
  readonly phases?: 1 | 3;
  readonly maxCurrent?: Amperes;
  readonly minCurrent?: Amperes;
  readonly cableRating?: Amperes;
  readonly requestDelay?: Millis;
  readonly reaction?: Millis;
  readonly stopDelay?: Millis;
  readonly taperFrom?: number;
  readonly ignoresStop?: boolean;
  readonly needsVentilation?: boolean;
  /** Its driver does not want it to charge yet. */
  readonly paused?: boolean;
}

export interface WorldRunnerOptions extends WorldOptions {
  readonly clock: Clock;
  readonly random: RandomStream;
  /** Overrides the noise that would come out of `random`. */
  readonly noise?: Noise;
}

const LONGEST_STEP: Millis = minutes(1);

/** Owns the one mutable world of an outlet and lets it follow the clock. At rest it holds no timer. */
export class WorldRunner {
  readonly #clock: Clock;
  readonly #random: RandomStream;
  readonly #noise: Noise;
  readonly #origin: Millis;
  readonly #changes = new Signal<undefined>();
  readonly #truth: Truth[] = [];
  #world: World;
  #ahead: World | undefined;
  #cancelTimer: Cancel | undefined;
  #isRunning = false;
  /** Board, meter and panel often ask for the same instant. */
  #lastReading: { readonly of: World; readonly now: Millis; readonly reading: WorldReading } | undefined;

  constructor(options: WorldRunnerOptions) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#noise = options.noise ?? seededNoise(options.random);
    this.#origin = options.clock.uptime();
    this.#world = emptyWorld(options);
  }

  /** After everything that changes what an instrument shows: each edge, and now and then while energy flows. Read then. */
  get changes(): Listenable<undefined> {
    return this.#changes;
  }

  /** From now on the world tells by itself what happens in it; without, only when it is asked. */
  start(): void {
    this.#isRunning = true;
    this.#arm();
  }

  stop(): void {
    this.#isRunning = false;
    this.#disarm();
  }

  /** The instant's values. Reading changes nothing, so that two runs that read differently go alike. */
  read(): WorldReading {
    const now = this.#now();
    const last = this.#lastReading;
    if (last?.of === this.#world && last.now === now) return last.reading;
    const world = now <= this.#world.elapsed ? this.#world : worldAt(this.#foreseen(now), now, this.#noise);
    const reading = readWorld(world, this.#noise);
    this.#lastReading = { of: this.#world, now, reading };
    return reading;
  }

  /** Every edge since the beginning, oldest first. */
  truth(): readonly Truth[] {
    return [...this.#truth];
  }

  /** A driver plugs in; with a car already there nothing happens and the answer is false. */
  plugIn(options: PlugInOptions = {}): boolean {
    this.#catchUp();
    if (this.#world.vehicle !== undefined) return false;
    const vehicle = parkedVehicle(this.#traits(options), options.stateOfCharge ?? 0.4, options.paused ?? false);
    this.#change({ vehicle, cableRating: options.cableRating ?? amperes(32) });
    return true;
  }

  /** False when nothing was plugged in. */
  unplug(): boolean {
    this.#catchUp();
    if (this.#world.vehicle === undefined) return false;
    this.#change({ vehicle: undefined });
    return true;
  }

  pauseVehicle(): void {
    this.#setPaused(true);
  }

  resumeVehicle(): void {
    this.#setPaused(false);
  }

  setSignal(signal: PilotSignal): void {
    this.#catchUp();
    if (!sameSignal(signal, this.#world.signal)) this.#change({ signal });
  }

  setContactor(closed: boolean): void {
    this.#catchUp();
    if (closed !== this.#world.commanded) this.#change({ commanded: closed });
  }

  raiseFault(fault: WorldFault): void {
    this.#catchUp();
    if (!this.#world.faults.has(fault)) this.#change({ faults: new Set([...this.#world.faults, fault]) });
  }

  clearFault(fault: WorldFault): void {
    this.#catchUp();
    if (!this.#world.faults.has(fault)) return;
    this.#change({ faults: new Set([...this.#world.faults].filter((one) => one !== fault)) });
  }

  #setPaused(paused: boolean): void {
    this.#catchUp();
    const { vehicle } = this.#world;
    if (vehicle !== undefined && vehicle.paused !== paused) this.#change({ vehicle: { ...vehicle, paused } });
  }

  #traits(options: PlugInOptions): VehicleTraits {
    const between = (low: number, high: number) => millis(Math.round(low + this.#random.next() * (high - low)));
    const drawn = { request: between(1000, 2000), reaction: between(500, 3000), stop: between(300, 2000) };
    return {
      capacity: options.capacity ?? wattHours(60_000),
      phases: options.phases ?? 3,
      maxCurrent: options.maxCurrent ?? amperes(32),
      minCurrent: options.minCurrent ?? amperes(6),
      taperFrom: options.taperFrom ?? 0.9,
      efficiency: 0.92,
      requestDelay: options.requestDelay ?? drawn.request,
      reaction: options.reaction ?? drawn.reaction,
      stopDelay: options.stopDelay ?? drawn.stop,
      ignoresStop: options.ignoresStop ?? false,
      needsVentilation: options.needsVentilation ?? false,
    };
  }

  #now(): Millis {
    return millis(this.#clock.uptime() - this.#origin);
  }

  #change(change: WorldChange): void {
    this.#replace(changeWorld(this.#world, change));
    this.#announce();
    this.#arm();
  }

  /** One event at a time, so that every edge keeps its own instant and energy. */
  #catchUp(): void {
    const target = this.#now();
    while (this.#world.elapsed < target) {
      const before = this.#world;
      this.#replace(nextChange(before, target, this.#noise));
      if (!looksAlike(before, this.#world)) this.#announce();
    }
  }

  /** The world at the last full second, kept so that the next reading need not go all the way again. */
  #foreseen(now: Millis): World {
    const start = this.#ahead ?? this.#world;
    const second = millis(secondOf(now) * SLOT);
    if (second <= start.elapsed) return start.elapsed <= now ? start : this.#world;
    this.#ahead = worldAt(start, second, this.#noise);
    return this.#ahead;
  }

  #replace(next: World): void {
    const before = this.#world;
    this.#world = next;
    this.#ahead = undefined;
    for (const edge of edgesBetween(before, next)) this.#record(edge, next);
  }

  #record(edge: ReturnType<typeof edgesBetween>[number], world: World): void {
    const uptime = millis(this.#origin + world.elapsed);
    const late = this.#clock.uptime() - uptime;
    this.#truth.push({ ...edge, uptime, at: (this.#clock.now() - late) as Truth["at"], energy: world.energy });
  }

  #announce(): void {
    this.#changes.emit(undefined);
  }

  #arm(): void {
    this.#disarm();
    if (!this.#isRunning) return;
    const due = this.#nextLook();
    if (due === undefined) return;
    this.#cancelTimer = this.#clock.after(millis(Math.max(0, due - this.#now())), () => {
      this.#catchUp();
      this.#arm();
    });
  }

  /** While energy flows, a look now and then keeps slow changes such as warmth in sight. */
  #nextLook(): Millis | undefined {
    const rest = restsUntil(this.#world);
    if (rest === undefined || loadCurrent(this.#world) === 0) return rest;
    return millis(Math.min(rest, SLOT * secondOf(this.#world.elapsed + LONGEST_STEP)));
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
