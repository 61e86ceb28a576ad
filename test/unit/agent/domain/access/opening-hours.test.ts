import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  areHoursSound,
  isOpenAt,
  isTimeZone,
  type OpeningHours,
  wallClockOf,
} from "#agent/domain/access/opening-hours";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Two changes of the clock in 2026, in minutes east of Greenwich before, between and after; from the tables of the zones, not from the runtime. */
const zones = [
  {
    timeZone: "Europe/Brussels",
    changes: [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)],
    offsets: [60, 120, 60],
  },
  {
    timeZone: "America/New_York",
    changes: [Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6)],
    offsets: [-300, -240, -300],
  },
  {
    timeZone: "Australia/Lord_Howe",
    changes: [Date.UTC(2026, 3, 4, 15), Date.UTC(2026, 9, 3, 15, 30)],
    offsets: [660, 630, 660],
  },
] as const;
const anyZone = fc.constantFrom(...zones);
type Zone = (typeof zones)[number];

/** What the clock on the wall shows, without Intl. */
function shown({ changes, offsets }: Zone, at: number) {
  const [first, second] = changes;
  const offset = at < first ? offsets[0] : at < second ? offsets[1] : offsets[2];
  const local = new Date(at + offset * MINUTE);
  return {
    date: local.toISOString().slice(0, 10),
    weekday: (local.getUTCDay() + 6) % 7,
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

/** Instants within two days of a change. */
const nearChange = fc
  .tuple(anyZone, fc.nat({ max: 1 }), fc.integer({ min: -48 * 60, max: 48 * 60 }))
  .map(([zone, which, minutes]) => ({ zone, at: (zone.changes[which] ?? 0) + minutes * MINUTE }));

const anyDay = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 0, maxLength: 6 })
  .map((edges) => [...edges].sort((a, b) => a - b))
  .map((edges) =>
    Array.from({ length: Math.floor(edges.length / 2) }, (_none, i) => ({
      from: edges[2 * i] ?? 0,
      to: edges[2 * i + 1] ?? 0,
    })),
  );

const always: OpeningHours["week"] = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]);

describe("opening hours", () => {
  it("read the clock on the wall right on the days on which it is changed", () => {
    fc.assert(
      fc.property(nearChange, ({ zone, at }) => {
        expect(wallClockOf(zone.timeZone)(at)).toEqual(shown(zone, at));
      }),
    );
  });

  it("are open exactly while the clock on the wall is in a span, over every change of the clock", () => {
    fc.assert(
      fc.property(nearChange, fc.array(anyDay, { minLength: 7, maxLength: 7 }), ({ zone, at }, week) => {
        const hours = { timeZone: zone.timeZone, week, holidays: [] };
        const { weekday, minute } = shown(zone, at);
        const expected = (week[weekday] ?? []).some(({ from, to }) => minute >= from && minute < to);
        expect(isOpenAt(hours, wallClockOf(zone.timeZone)(at))).toBe(expected);
        expect(areHoursSound(hours)).toBe(true);
      }),
    );
  });

  it("last an hour less when the clock is put forward and an hour more when it is put back", () => {
    const clock = wallClockOf("Europe/Brussels");
    const night = { timeZone: "Europe/Brussels", week: always.map(() => [{ from: 60, to: 240 }]), holidays: [] };
    const openMinutes = (day: number) =>
      Array.from({ length: 26 * 60 }, (_none, i) => day - HOUR * 2 + i * MINUTE).filter((at) => {
        const time = clock(at);
        return time.date === new Date(day).toISOString().slice(0, 10) && isOpenAt(night, time);
      }).length;

    expect(openMinutes(Date.UTC(2026, 2, 28))).toBe(180);
    expect(openMinutes(Date.UTC(2026, 2, 29))).toBe(120);
    expect(openMinutes(Date.UTC(2026, 9, 25))).toBe(240);
  });

  it("are closed all of a holiday, by the calendar of the place", () => {
    const hours = { timeZone: "Europe/Brussels", week: always, holidays: ["2026-12-25"] };
    const isOpen = (at: number) => isOpenAt(hours, wallClockOf(hours.timeZone)(at));

    expect(isOpen(Date.UTC(2026, 11, 24, 22, 59))).toBe(true);
    expect(isOpen(Date.UTC(2026, 11, 24, 23))).toBe(false);
    expect(isOpen(Date.UTC(2026, 11, 25, 22, 59))).toBe(false);
    expect(isOpen(Date.UTC(2026, 11, 25, 23))).toBe(true);
  });

  it("are not sound with unknown zones, missing days, or spans that overlap or leave the day", () => {
    const sound = { timeZone: "Europe/Brussels", week: always, holidays: [] };
    const day = (...spans: readonly (readonly [number, number])[]) => ({
      ...sound,
      week: [spans.map(([from, to]) => ({ from, to })), ...always.slice(1)],
    });

    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(areHoursSound({ ...sound, timeZone: "Mars/Olympus" })).toBe(false);
    expect(areHoursSound({ ...sound, week: always.slice(1) })).toBe(false);
    expect(areHoursSound({ ...sound, holidays: ["2026-13-01"] })).toBe(false);
    expect([day([0, 10], [5, 20]), day([10, 10]), day([20, 5]), day([0, 1441])].map(areHoursSound)).not.toContain(true);
  });
});
