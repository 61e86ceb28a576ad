import type { EpochMillis } from "#hal/core/units";
import type { PlugStay } from "#agent/domain/site/plug-stay";
import type { SiteZone } from "#agent/domain/site/site-zone";

/** From this share of its time on a place is counted as full. */
export const FULL_FROM = 0.75;
const HOUR = 3_600_000;

/** Seconds of a stretch of time: how many there were at all outlets, and in how many a vehicle was plugged in, and charged. */
export interface Use {
  readonly total: number;
  readonly plugged: number;
  readonly charging: number;
}

export interface Occupancy {
  readonly whole: Use;
  readonly days: readonly (Use & { readonly day: string })[];
  /** Hours 0 to 23 of the wall clock, over all days. */
  readonly hours: readonly Use[];
  /** Monday to Sunday. */
  readonly weekdays: readonly Use[];
  /** The places are taken so much that more of them would be used. */
  readonly isFull: boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface OccupancyQuestion {
  readonly from: EpochMillis;
  readonly to: EpochMillis;
  readonly stays: readonly PlugStay[];
  readonly outlets: number;
  readonly zone: SiteZone;
}

/** How much of the time the outlets were taken. Stays may overlap; no second of an outlet counts twice. */
export function occupancyOf({ from, to, stays, outlets, zone }: OccupancyQuestion): Occupancy {
  const tally = new Tally(zone);
  const period = { from, to };
  tally.add("total", period, outlets);
  for (const own of byOutlet(stays)) {
    const charging = own.flatMap(chargingSpans);
    for (const span of united([...own, ...charging], period)) tally.add("plugged", span, 1);
    for (const span of united(charging, period)) tally.add("charging", span, 1);
  }
  return tally.result();
}

function byOutlet(stays: readonly PlugStay[]): readonly (readonly PlugStay[])[] {
  const evses = [...new Set(stays.map(({ evse }) => evse))];
  return evses.map((evse) => stays.filter((stay) => stay.evse === evse));
}

function chargingSpans({ from, charging }: PlugStay): readonly Span[] {
  return charging.map(({ after, lasts }) => ({ from: from + after * 1000, to: from + (after + lasts) * 1000 }));
}

/** What is covered by any of them within the period, in order and without overlaps. */
function united(spans: readonly Span[], period: Span): readonly Span[] {
  const clipped = spans
    .map(({ from, to }) => ({ from: Math.max(from, period.from), to: Math.min(to, period.to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const result: Span[] = [];
  for (const span of clipped) {
    const last = result.at(-1);
    if (last === undefined || span.from > last.to) result.push(span);
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return result;
}

type Kind = keyof Use;
type Counter = Record<Kind, number>;
const zero = (): Counter => ({ total: 0, plugged: 0, charging: 0 });

class Tally {
  readonly #zone: SiteZone;
  readonly #whole = zero();
  readonly #days = new Map<string, Counter>();
  readonly #hours = Array.from({ length: 24 }, zero);
  readonly #weekdays = Array.from({ length: 7 }, zero);

  constructor(zone: SiteZone) {
    this.#zone = zone;
  }

  /** Hour by hour of the wall clock, because each has its own day and place. */
  add(kind: Kind, { from, to }: Span, times: number): void {
    for (let at = from; at < to;) {
      const local = this.#zone.local(at);
      const end = Math.min(to, at + HOUR - (((local % HOUR) + HOUR) % HOUR));
      this.#count(kind, local, ((end - at) / 1000) * times);
      at = end;
    }
  }

  #count(kind: Kind, local: number, seconds: number): void {
    const wall = new Date(local);
    const name = wall.toISOString().slice(0, 10);
    const day = this.#days.get(name) ?? zero();
    this.#days.set(name, day);
    const hour = this.#hours[wall.getUTCHours()];
    const weekday = this.#weekdays[(wall.getUTCDay() + 6) % 7];
    for (const counter of [this.#whole, day, hour, weekday]) if (counter !== undefined) counter[kind] += seconds;
  }

  result(): Occupancy {
    const { total, plugged } = this.#whole;
    return {
      whole: rounded(this.#whole),
      days: [...this.#days].map(([day, use]) => ({ day, ...rounded(use) })),
      hours: this.#hours.map(rounded),
      weekdays: this.#weekdays.map(rounded),
      isFull: total > 0 && plugged / total >= FULL_FROM,
    };
  }
}

function rounded({ total, plugged, charging }: Use): Use {
  return { total: Math.round(total), plugged: Math.round(plugged), charging: Math.round(charging) };
}
