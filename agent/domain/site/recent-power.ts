import { type EpochMillis, epochMillis } from "#hal/core/units";

/** So much of the past is there when somebody opens the page. */
export const RECENT = 15 * 60_000;
const STEP = 5000;

/** The mean of five seconds. */
export interface RecentPoint {
  readonly at: EpochMillis;
  readonly powerW: number;
}

interface Stretch {
  readonly begin: number;
  readonly sum: number;
  readonly count: number;
}

/** The power at an outlet in the last quarter of an hour, in memory only. */
export class RecentPower {
  #stretches: Stretch[] = [];

  /** A clock that was set back begins anew: a curve has one direction. */
  add(at: EpochMillis, watts: number): void {
    const begin = Math.floor(at / STEP) * STEP;
    const last = this.#stretches.at(-1);
    if (last !== undefined && begin < last.begin) this.#stretches = [];
    if (last?.begin === begin) this.#stretches[this.#stretches.length - 1] = added(last, watts);
    else this.#stretches.push({ begin, sum: watts, count: 1 });
    while ((this.#stretches[0]?.begin ?? begin) < begin - RECENT) this.#stretches.shift();
  }

  /** Oldest first, as far as they are not too old at `now`. */
  points(now: EpochMillis): readonly RecentPoint[] {
    return this.#stretches
      .filter(({ begin }) => begin >= now - RECENT)
      .map(({ begin, sum, count }) => ({ at: epochMillis(begin), powerW: Math.round(sum / count) }));
  }
}

function added({ begin, sum, count }: Stretch, watts: number): Stretch {
  return { begin, sum: sum + watts, count: count + 1 };
}
