import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { amperes, type EpochMillis, epochMillis, hours, millis, minutes } from "#hal/core/units";
import { type DaySpan, isOpenAt, wallClockOf } from "#agent/domain/access/opening-hours";
import { nextTick } from "#agent/domain/metering/clock-grid";
import { occupancyOf } from "#agent/domain/site/occupancy";
import { dayAfter, SiteZone } from "#agent/domain/site/site-zone";
import type { ChargingProfile } from "#agent/domain/smart-charging/charging-profile";
import { nextChange, periodAt } from "#agent/domain/smart-charging/schedule-clock";
import { wallText } from "#agent/local/reports/report-table";

/** Zone, day of the change, hours that this day has; by the hour, by half an hour, and at midnight. */
const changes = [
  ["Europe/Berlin", "2026-03-29", 23],
  ["Europe/Berlin", "2026-10-25", 25],
  ["America/New_York", "2026-03-08", 23],
  ["America/New_York", "2026-11-01", 25],
  ["Australia/Lord_Howe", "2026-10-04", 23.5],
  ["Australia/Lord_Howe", "2026-04-05", 24.5],
  ["America/Santiago", "2026-09-06", 23],
  ["America/Santiago", "2026-04-04", 25],
  ["Pacific/Auckland", "2026-09-27", 23],
  ["Pacific/Auckland", "2026-04-05", 25],
] as const;

const allDay: readonly DaySpan[] = [{ from: 0, to: 1440 }];

/** Every quarter of an hour from one instant to another. */
function quarters(from: number, to: number): readonly EpochMillis[] {
  return Array.from({ length: Math.round((to - from) / minutes(15)) }, (_none, i) =>
    epochMillis(from + i * minutes(15)),
  );
}

describe.each(changes)("R11 in %s on %s, a day of %d hours", (name, day, length) => {
  const zone = new SiteZone(name);
  const [from, to] = [zone.startOf(day), zone.startOf(dayAfter(day, 1))];

  it("days begin and end where the calendar of the place says", () => {
    expect(to - from).toBe(length * hours(1));
    expect(zone.dayOf(from - 1)).toBe(dayAfter(day, -1));
    for (const at of quarters(from, to)) expect(zone.dayOf(at)).toBe(day);
    expect(zone.dayOf(to)).toBe(dayAfter(day, 1));
  });

  it("opening hours follow the clock on the wall: open all day is open for that many hours, on that day alone", () => {
    const week = Array.from({ length: 7 }, (_none, weekday) =>
      weekday === (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7 ? allDay : [],
    );
    const wall = wallClockOf(name);
    const isOpen = (at: EpochMillis) => isOpenAt({ timeZone: name, week, holidays: [] }, wall(at));
    const open = quarters(from - hours(24), to + hours(24)).filter(isOpen);

    expect(open).toHaveLength(length * 4);
    expect(open[0]).toBe(from);
    expect(open.at(-1)).toBe(to - minutes(15));
  });

  it("occupancy knows no second twice and loses none", () => {
    const stays = [
      { evse: evseId(1), from: epochMillis(from - hours(5)), to: epochMillis(to + hours(5)), charging: [] },
    ];
    const { whole, days, hours: byHour } = occupancyOf({ from, to, stays, outlets: 1, zone });

    expect(whole).toMatchObject({ total: length * 3600, plugged: length * 3600 });
    expect(days).toMatchObject([{ day, plugged: length * 3600 }]);
    expect(byHour.reduce((sum, { plugged }) => sum + plugged, 0)).toBe(length * 3600);
    for (const { total, plugged } of byHour)
      expect([total, plugged].every((value) => value >= 0 && value <= 7200)).toBe(true);
  });

  it("clock-aligned meter values come every quarter of an hour, and no interval is longer or shorter", () => {
    let at = epochMillis(from - hours(3));
    while (at < to + hours(3)) {
      const next = nextTick(at, minutes(15));
      expect(next - at).toBe(minutes(15));
      at = next;
    }
  });

  it("a daily charging profile comes again every 24 hours, whatever the clock on the wall does", () => {
    const startsAt = epochMillis(from - hours(24 * 3));
    const profile: ChargingProfile = {
      id: 1,
      stackLevel: 0,
      purpose: "txDefault",
      kind: "recurring",
      recurrency: "daily",
      schedule: {
        startsAt,
        unit: "A",
        periods: [
          { start: millis(0), limit: amperes(6) },
          { start: hours(8), limit: amperes(16) },
        ],
      },
    };
    for (const at of quarters(from - hours(24), to + hours(24))) {
      const into = (at - startsAt) % hours(24);
      expect(periodAt(profile, at, startsAt)?.limit).toBe(into < hours(8) ? 6 : 16);
      expect((nextChange(profile, at, startsAt) ?? 0) - at).toBe(into < hours(8) ? hours(8) - into : hours(24) - into);
    }
  });

  it("exports tell the time that the clock on the wall shows", () => {
    const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "medium" });
    for (const at of quarters(from - hours(3), to + hours(3))) expect(wallText(zone, at)).toBe(shown.format(at));
  });
});
