/** From one minute of the day to another, counted by the clock on the wall: 0 to 1440, the end not included. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

/** When charges may begin. */
export interface OpeningHours {
  /** Name of a zone of the IANA list. */
  readonly timeZone: string;
  /** Seven days, Monday first; a day without spans is closed. What lasts over midnight is one span on each day. */
  readonly week: readonly (readonly DaySpan[])[];
  /** Closed all day, as `2026-12-25`. */
  readonly holidays: readonly string[];
}

export const DAY_MINUTES = 1440;
const weekdays: readonly string[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** What a clock on the wall shows. */
export interface WallTime {
  /** As `2026-03-29`. */
  readonly date: string;
  /** 0 is Monday. */
  readonly weekday: number;
  /** 0 to 1439. */
  readonly minute: number;
}

/** True for what the runtime knows as a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Reads the clock of a zone; whoever asks often keeps the function. @throws RangeError for a zone that is none */
export function wallClockOf(timeZone: string): (at: number) => WallTime {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? "";
    return {
      date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
      weekday: weekdays.indexOf(part("weekday")),
      minute: Number(part("hour")) * 60 + Number(part("minute")),
    };
  };
}

/** Whether charges may begin at an instant. Where a clock is put back, an hour that comes twice is open twice; where it is put forward, one that never comes is never open. */
export function isOpenAt({ week, holidays }: OpeningHours, { date, weekday, minute }: WallTime): boolean {
  if (holidays.includes(date)) return false;
  return (week[weekday] ?? []).some(({ from, to }) => from <= minute && minute < to);
}

/** Seven days of spans that are in order, do not overlap and fit into a day. */
export function areHoursSound({ timeZone, week, holidays }: OpeningHours): boolean {
  const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  return isTimeZone(timeZone) && week.length === weekdays.length && week.every(isDaySound) && holidays.every(isDay);
}

function isDaySound(spans: readonly DaySpan[]): boolean {
  let last = 0;
  for (const { from, to } of spans) {
    if (from < last || to <= from || to > DAY_MINUTES) return false;
    last = to;
  }
  return true;
}
