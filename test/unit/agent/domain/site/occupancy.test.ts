import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { occupancyOf } from "#agent/domain/site/occupancy";
import { MOST_SPANS, type PlugStay, withSpan } from "#agent/domain/site/plug-stay";
import { SiteZone } from "#agent/domain/site/site-zone";

const at = (text: string) => epochMillis(Date.parse(text));
const stay = (from: string, to: string, charging: PlugStay["charging"] = [], evse = 1): PlugStay => ({
  evse: evseId(evse),
  from: at(from),
  to: at(to),
  charging,
});
const paris = new SiteZone("Europe/Paris");
const week = { from: paris.startOf("2026-01-05"), to: paris.startOf("2026-01-12"), outlets: 1, zone: paris };

describe("the occupancy of a place", () => {
  it("counts by the wall clock: day, hour and weekday", () => {
    const stays = [stay("2026-01-05T22:30:00Z", "2026-01-06T00:00:00Z", [{ after: 1800, lasts: 900 }])];
    const { whole, days, hours, weekdays, isFull } = occupancyOf({ ...week, stays });
    expect(whole).toEqual({ total: 7 * 86_400, plugged: 5400, charging: 900 });
    expect(days.slice(0, 2)).toEqual([
      { day: "2026-01-05", total: 86_400, plugged: 1800, charging: 0 },
      { day: "2026-01-06", total: 86_400, plugged: 3600, charging: 900 },
    ]);
    expect(hours[23]).toEqual({ total: 7 * 3600, plugged: 1800, charging: 0 });
    expect(hours[0]).toEqual({ total: 7 * 3600, plugged: 3600, charging: 900 });
    expect(weekdays.map(({ plugged }) => plugged)).toEqual([1800, 3600, 0, 0, 0, 0, 0]);
    expect(isFull).toBe(false);
  });

  it("counts no second of an outlet twice, and each outlet for itself", () => {
    const whole = stay("2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z");
    const stays = [whole, whole, stay("2026-01-05T11:00:00Z", "2026-01-05T13:00:00Z")];
    expect(occupancyOf({ ...week, stays }).whole.plugged).toBe(3 * 3600);
    const two = occupancyOf({ ...week, outlets: 2, stays: [...stays, { ...whole, evse: evseId(2) }] });
    expect(two.whole).toMatchObject({ total: 14 * 86_400, plugged: 5 * 3600 });
  });

  it("cuts off what reaches over the period", () => {
    const stays = [stay("2025-12-01T00:00:00Z", "2026-02-01T00:00:00Z", [{ after: 0, lasts: 9_000_000 }])];
    const { whole, isFull } = occupancyOf({ ...week, stays });
    expect(whole).toEqual({ total: 7 * 86_400, plugged: 7 * 86_400, charging: 7 * 86_400 });
    expect(isFull).toBe(true);
  });

  it("is full from three quarters on, and not before", () => {
    const day = { ...week, to: paris.startOf("2026-01-06") };
    const hours = (end: string) => occupancyOf({ ...day, stays: [stay("2026-01-04T23:00:00Z", end)] }).isFull;
    expect(hours("2026-01-05T17:00:00Z")).toBe(true);
    expect(hours("2026-01-05T16:59:59Z")).toBe(false);
  });

  it("knows that days are longer and shorter when the clock is changed", () => {
    const days = (from: string, to: string) =>
      occupancyOf({ ...week, from: paris.startOf(from), to: paris.startOf(to), stays: [] }).days;
    expect(days("2026-03-29", "2026-03-30")).toMatchObject([{ day: "2026-03-29", total: 23 * 3600 }]);
    expect(days("2026-10-25", "2026-10-26")).toMatchObject([{ day: "2026-10-25", total: 25 * 3600 }]);
  });

  it("has nothing to say of no time", () => {
    expect(occupancyOf({ ...week, to: week.from, stays: [] })).toMatchObject({ days: [], isFull: false });
  });
});

describe("the clock of a place", () => {
  it.each([
    ["Europe/Paris", "2026-07-01", "2026-06-30T22:00:00.000Z"],
    ["America/New_York", "2026-11-01", "2026-11-01T04:00:00.000Z"],
    ["Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00.000Z"],
    // There the clock is changed at midnight: the day begins at one.
    ["America/Santiago", "2026-09-06", "2026-09-06T04:00:00.000Z"],
    ["UTC", "2026-01-01", "2026-01-01T00:00:00.000Z"],
  ])("of %s begins %s at %s", (name, day, begins) => {
    const zone = new SiteZone(name);
    const start = zone.startOf(day);
    expect(new Date(start).toISOString()).toBe(begins);
    expect(zone.dayOf(start)).toBe(day);
    expect(zone.dayOf(start - 1)).not.toBe(day);
  });
});

describe("the stretches of a stay", () => {
  it("stay few: those with the shortest pause between them become one", () => {
    let spans: PlugStay["charging"] = [];
    for (let i = 0; i < MOST_SPANS; i++) spans = withSpan(spans, { after: i * 100, lasts: i === 5 ? 90 : 50 });
    expect(spans).toHaveLength(MOST_SPANS);
    const bounded = withSpan(spans, { after: MOST_SPANS * 100, lasts: 50 });
    expect(bounded).toHaveLength(MOST_SPANS);
    expect(bounded[5]).toEqual({ after: 500, lasts: 150 });
  });
});
