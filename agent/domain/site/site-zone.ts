import { type EpochMillis, epochMillis } from "#hal/core/units";

const DAY = 86_400_000;
/** Some fourteen years; who asks for more begins anew. */
const MOST_DAYS = 5000;
const dateForm = /^\d{4}-\d{2}-\d{2}$/;

/** The clock on the wall of the place. Local times are milliseconds that read as UTC; days are `2026-03-01`. */
export class SiteZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** By day of UTC; undefined for one in which the clock is changed. */
  readonly #offsets = new Map<number, number | undefined>();

  /** @throws RangeError for a zone that the runtime does not know */
  constructor(name: string) {
    const fields = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    this.#format = new Intl.DateTimeFormat("en-US", {
      ...(name === "" ? {} : { timeZone: name }),
      ...fields,
      second: "2-digit",
      hourCycle: "h23",
    });
    this.name = this.#format.resolvedOptions().timeZone;
  }

  local(at: number): number {
    return at + this.#offset(at);
  }

  /** The day that it is there. */
  dayOf(at: number): string {
    return new Date(this.local(at)).toISOString().slice(0, 10);
  }

  /** When that day begins; days that do not exist are counted on, the 31st of a short month is the 1st. */
  startOf(day: string): EpochMillis {
    const wanted = Date.parse(`${day}T00:00:00Z`);
    const guess = wanted - this.#offset(wanted);
    // The clock may be changed between the guess and the day's beginning; one that is skipped begins after the gap.
    const better = wanted - this.#offset(guess);
    return epochMillis(this.local(better) === wanted ? better : Math.max(guess, better));
  }

  #offset(at: number): number {
    const day = Math.floor(at / DAY);
    if (!this.#offsets.has(day)) {
      if (this.#offsets.size >= MOST_DAYS) this.#offsets.clear();
      const [first, last] = [this.#measure(day * DAY), this.#measure((day + 1) * DAY - 1000)];
      this.#offsets.set(day, first === last ? first : undefined);
    }
    return this.#offsets.get(day) ?? this.#measure(at);
  }

  #measure(at: number): number {
    const whole = Math.floor(at / 1000) * 1000;
    const parts = this.#format.formatToParts(whole);
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value ?? 0);
    const date = [part("year"), part("month") - 1, part("day")] as const;
    return Date.UTC(...date, part("hour"), part("minute"), part("second")) - whole;
  }
}

/** True for `2026-02-28` and false for `2026-02-30`. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return dateForm.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The day so many days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
