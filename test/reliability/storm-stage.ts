import { intBelow, SeededRandom } from "#hal/core/random";
import { hours, type Millis, minutes } from "#hal/core/units";
import type { Chronicle } from "#test/reliability/chronicle";
import { pick } from "#test/support/pick";
import type { VirtualRig } from "#test/support/virtual-rig";

/** What may happen next. */
export interface Act {
  readonly name: string;
  readonly weight: number;
  readonly play: () => unknown;
}

export function act(name: string, weight: number, play: () => unknown): Act {
  return { name, weight, play };
}

/** How rough a life is; chosen by the seed, so that calm ones and wild ones both occur. */
export interface Temper {
  /** Between two acts, in the mean. */
  readonly pause: Millis;
  readonly lineFaults: number;
  readonly worldFaults: number;
  readonly network: number;
  readonly backEnd: number;
  readonly frames: number;
  readonly orders: number;
  readonly disk: number;
  readonly deaths: number;
  readonly clock: number;
}

/** All chance of one life comes out of one stream, in the order in which it is asked for. */
export class StormChance {
  readonly #stream;

  constructor(seed: number) {
    this.#stream = new SeededRandom(seed * 7919).stream("storm");
  }

  /** From 0 up to, but not, 1. */
  next(): number {
    return this.#stream.next();
  }

  /** A whole number below `limit`. */
  upTo(limit: number): number {
    return intBelow(this.#stream, limit);
  }

  pick<Item>(list: readonly Item[]): Item {
    return pick(this.#stream, list);
  }

  choose(acts: readonly Act[]): Act {
    let left = this.next() * acts.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = acts.find(({ weight }) => (left -= weight) < 0) ?? acts.at(-1);
    if (chosen === undefined) throw new TypeError("nothing may happen");
    return chosen;
  }
}

/** The station, who chooses, and how rough it is to be. */
export interface Stage {
  readonly rig: VirtualRig;
  readonly chance: StormChance;
  readonly temper: Temper;
  readonly outlets: readonly number[];
  readonly chronicle: Chronicle;
}

/** Most lives are those of a charger that people use; one in sixteen has something happen every two minutes. */
const PAUSES: readonly Millis[] = [
  minutes(2),
  ...repeated(2, minutes(10)),
  ...repeated(4, minutes(30)),
  ...repeated(9, hours(2)),
];

function repeated(times: number, pause: Millis): readonly Millis[] {
  return new Array<Millis>(times).fill(pause);
}

export function temperOf(chance: StormChance): Temper {
  const some = (most: number) => (chance.next() < 0.25 ? 0 : chance.next() * most);
  return {
    pause: chance.pick(PAUSES),
    lineFaults: some(4),
    worldFaults: some(1),
    network: some(4),
    backEnd: some(5),
    frames: some(4),
    orders: some(8),
    disk: some(2),
    deaths: some(2),
    clock: some(1),
  };
}
