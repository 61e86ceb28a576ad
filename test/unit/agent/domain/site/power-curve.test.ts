import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { GrowingCurve, MOST_CURVE_LIMITS, MOST_CURVE_POINTS, pointsOf } from "#agent/domain/site/power-curve";
import { RECENT, RecentPower } from "#agent/domain/site/recent-power";

const start = { at: epochMillis(1_000_000), energy: 5000 };

/** A second each, at that many watts. */
function grown(watts: readonly number[]): GrowingCurve {
  const growing = new GrowingCurve();
  let wattHours = 0;
  watts.forEach((each, second) => {
    wattHours += each / 3600;
    growing.add({ after: second, watts: each, wattHours });
  });
  return growing;
}

describe("the curve of a session", () => {
  it("is the mean of every stretch with the register at its end", () => {
    const { step, watts, wattHours } = grown([0, 1000, 2000, 3000, 4000, 7200, 7200]).curve();
    expect({ step, watts, wattHours }).toEqual({ step: 5, watts: [2000, 7200], wattHours: [3, 7] });
  });

  it("has never more points than a picture shows, however long it goes on, and keeps the energy", () => {
    const hours = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(hours, fc.integer({ min: 100, max: 22_000 }), (length, power) => {
        const growing = new GrowingCurve();
        for (let after = 0; after < length * 3600; after += 10)
          growing.add({ after, watts: power, wattHours: (power * after) / 3600 });
        const { step, watts } = growing.curve();
        expect(watts.length).toBeLessThanOrEqual(MOST_CURVE_POINTS);
        expect(watts.length).toBeGreaterThan(MOST_CURVE_POINTS / 2 - 1);
        expect(new Set(watts)).toEqual(new Set([power]));
        expect(step * watts.length).toBeGreaterThanOrEqual(length * 3600 - 10);
      }),
      { numRuns: 20 },
    );
  });

  it("has gaps where the meter said nothing", () => {
    const growing = grown([1000]);
    growing.add({ after: 20, watts: 2000, wattHours: 9 });
    expect(growing.curve().watts).toEqual([1000, null, null, null, 2000]);
    expect(pointsOf(growing.curve(), start).map(({ powerW }) => powerW)).toEqual([
      1000,
      undefined,
      undefined,
      undefined,
      2000,
    ]);
  });

  it("is what the register says in between where the meter tells no power", () => {
    const growing = new GrowingCurve();
    for (let after = 0; after <= 20; after += 5) growing.add({ after, watts: undefined, wattHours: after });
    expect(growing.curve().watts).toEqual([null, 3600, 3600, 3600, 3600]);
  });

  it("gets its times back, and none of them lies after the end", () => {
    const points = pointsOf(grown([1000, 1000, 1000, 1000, 1000, 1000, 1000]).curve(), {
      ...start,
      until: epochMillis(start.at + 7000),
    });
    expect(points).toEqual([
      { at: start.at + 5000, powerW: 1000, importWh: 5001 },
      { at: start.at + 7000, powerW: 1000, importWh: 5002 },
    ]);
  });
});

describe("the limits of a session", () => {
  it("are told when they change, and not when they stay", () => {
    const growing = new GrowingCurve();
    growing.limit({ after: 0, owner: "cable", amperes: 20 });
    growing.limit({ after: 5, owner: "cable", amperes: 20 });
    growing.limit({ after: 9, owner: "localUser", amperes: 10 });
    expect(growing.curve().limits).toEqual([
      { after: 0, owner: "cable", amperes: 20 },
      { after: 9, owner: "localUser", amperes: 10 },
    ]);
  });

  it("are a bounded number: what held shortest goes first, never the first and never the newest", () => {
    const growing = new GrowingCurve();
    let after = 0;
    for (let i = 0; i < 500; i++) {
      growing.limit({ after, owner: "energyManager", amperes: 6 + (i % 20) });
      after += i === 250 ? 5000 : 10;
    }
    const { limits } = growing.curve();
    expect(limits.length).toBeLessThanOrEqual(MOST_CURVE_LIMITS);
    expect(limits[0]).toMatchObject({ after: 0, amperes: 6 });
    expect(limits.at(-1)).toMatchObject({ amperes: 6 + (499 % 20) });
    expect(limits).toContainEqual({ after: 2500, owner: "energyManager", amperes: 6 + (250 % 20) });
  });
});

describe("the power of the last minutes", () => {
  it("is the mean of every five seconds, of a quarter of an hour", () => {
    const recent = new RecentPower();
    for (let at = 0; at <= 2 * RECENT; at += 1000) recent.add(epochMillis(at), at % 2000);
    const points = recent.points(epochMillis(2 * RECENT));
    expect(points).toHaveLength(RECENT / 5000 + 1);
    expect(points[0]).toEqual({ at: RECENT, powerW: 400 });
    expect(recent.points(epochMillis(4 * RECENT))).toEqual([]);
  });

  it("begins anew when the clock is set back", () => {
    const recent = new RecentPower();
    recent.add(epochMillis(100_000), 1);
    recent.add(epochMillis(50_000), 2);
    expect(recent.points(epochMillis(50_000))).toEqual([{ at: 50_000, powerW: 2 }]);
  });
});
