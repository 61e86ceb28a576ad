import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMillis, isoTime, seconds } from "#hal/core/units";
import { nextTick } from "#agent/domain/metering/clock-grid";

const at = (text: string) => epochMillis(Date.parse(text));

describe("the grid of the clock", () => {
  it.each([
    ["7.5 a quarter of an hour", "2026-03-29T00:59:59.999Z", 900, "2026-03-29T01:00:00.000Z"],
    ["7.5 strictly after now", "2026-03-29T01:00:00.000Z", 900, "2026-03-29T01:15:00.000Z"],
    ["7.5 begins anew at midnight", "2026-03-29T23:30:00.000Z", 7000, "2026-03-30T00:00:00.000Z"],
    ["7.5 counts from midnight", "2026-03-30T00:00:00.000Z", 7000, "2026-03-30T01:56:40.000Z"],
    ["7.5 longer than a day is once a day", "2026-03-29T12:00:00.000Z", 100_000, "2026-03-30T00:00:00.000Z"],
  ])("%s", (_name, now, interval, expected) => {
    expect(isoTime(nextTick(at(now), seconds(interval)))).toBe(expected);
  });

  it("7.5 14.1 is always ahead, never further than an interval, and a multiple of it since midnight UTC", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 86_400 }), (now, interval) => {
        const next = nextTick(epochMillis(now), seconds(interval));
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(interval * 1000);
        expect((next % 86_400_000) % (interval * 1000)).toBe(0);
      }),
    );
  });
});
