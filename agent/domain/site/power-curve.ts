import { type EpochMillis, epochMillis } from "#hal/core/units";
import type { CurvePoint } from "#agent/domain/site/session-curve";

/** More than a picture on a phone can show. */
export const MOST_CURVE_POINTS = 120;
/** Who limits a charge changes a few times; one that changes all the time is told roughly. */
export const MOST_CURVE_LIMITS = 24;
/** Seconds; doubled each time that the points are too many. */
const FIRST_STEP = 5;

/** From when on a limit decided, in seconds from the beginning of the session. */
export interface CurveLimit {
  readonly after: number;
  readonly owner: string;
  /** Per phase. */
  readonly amperes: number;
}

/** The course of a session in stretches of the same length, so that no times need be kept. */
export interface PowerCurve {
  /** Seconds of a stretch. */
  readonly step: number;
  /** Mean of each stretch in watts; null where nothing was read. */
  readonly watts: readonly (number | null)[];
  /** The register at the end of each stretch, in watt-hours from the beginning of the session; null where nothing was read. */
  readonly wattHours: readonly (number | null)[];
  readonly limits: readonly CurveLimit[];
}

interface Stretch {
  readonly sum: number;
  readonly count: number;
  readonly register: number | undefined;
}

const empty: Stretch = { sum: 0, count: 0, register: undefined };

/** What a meter said, seconds after the session began. */
export interface CurveReading {
  readonly after: number;
  /** What the register says in between where the meter tells no power. */
  readonly watts: number | undefined;
  /** From the beginning of the session. */
  readonly wattHours: number | undefined;
}

/** A curve that grows with its session and stays as small as any other: whoever charges for a week has longer stretches. */
export class GrowingCurve {
  #step = FIRST_STEP;
  #stretches: Stretch[] = [];
  #limits: readonly CurveLimit[] = [];
  #last: CurveReading | undefined;

  get isEmpty(): boolean {
    return this.#stretches.length === 0;
  }

  add(reading: CurveReading): void {
    const after = Math.max(0, reading.after);
    const watts = reading.watts ?? meanWatts(this.#last, reading);
    this.#last = reading;
    while (Math.floor(after / this.#step) >= MOST_CURVE_POINTS) this.#widen();
    const index = Math.floor(after / this.#step);
    const known = this.#stretches[index] ?? empty;
    while (this.#stretches.length < index) this.#stretches.push(empty);
    this.#stretches[index] = {
      sum: known.sum + (watts ?? 0),
      count: known.count + (watts === undefined ? 0 : 1),
      register: reading.wattHours ?? known.register,
    };
  }

  /** This limit decides from now on. */
  limit(limit: CurveLimit): void {
    const last = this.#limits.at(-1);
    if (last?.owner === limit.owner && last.amperes === limit.amperes) return;
    this.#limits = withoutShortest([...this.#limits, limit]);
  }

  curve(): PowerCurve {
    return {
      step: this.#step,
      watts: this.#stretches.map(({ sum, count }) => (count === 0 ? null : Math.round(sum / count))),
      wattHours: this.#stretches.map(({ register }) => (register === undefined ? null : Math.round(register))),
      limits: this.#limits,
    };
  }

  #widen(): void {
    this.#step *= 2;
    const half = Math.ceil(this.#stretches.length / 2);
    this.#stretches = Array.from({ length: half }, (_, i) =>
      joined(this.#stretches[2 * i] ?? empty, this.#stretches[2 * i + 1] ?? empty),
    );
  }
}

function joined(first: Stretch, second: Stretch): Stretch {
  return {
    sum: first.sum + second.sum,
    count: first.count + second.count,
    register: second.register ?? first.register,
  };
}

function meanWatts(last: CurveReading | undefined, { after, wattHours }: CurveReading): number | undefined {
  if (last?.wattHours === undefined || wattHours === undefined || after <= last.after) return undefined;
  return Math.max(0, ((wattHours - last.wattHours) * 3600) / (after - last.after));
}

/** The one that held shortest is told as if the one before it had gone on; how it began and how it is now is always told. */
function withoutShortest(limits: readonly CurveLimit[]): readonly CurveLimit[] {
  if (limits.length <= MOST_CURVE_LIMITS) return limits;
  const inner = limits.slice(1, -1).map(({ after }, i) => (limits[i + 2]?.after ?? after) - after);
  const shortest = inner.indexOf(Math.min(...inner)) + 1;
  const left = limits.filter((_limit, i) => i !== shortest);
  return left.filter(({ owner, amperes }, i) => {
    const before = left[i - 1];
    return before?.owner !== owner || before.amperes !== amperes;
  });
}

/** The curve with times again, each point at the end of its stretch. */
export function pointsOf(
  { step, watts, wattHours }: PowerCurve,
  start: { readonly at: EpochMillis; readonly energy: number; readonly until?: EpochMillis },
): readonly CurvePoint[] {
  return watts.map((powerW, i) => {
    const register = wattHours[i] ?? undefined;
    return {
      at: epochMillis(Math.min(start.at + (i + 1) * step * 1000, start.until ?? Infinity)),
      powerW: powerW ?? undefined,
      importWh: register === undefined ? undefined : start.energy + register,
    };
  });
}
