import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { emptySeries, mergeSeries, withSample } from "#agent/domain/metering/sample-series";

const sample = (at: number) => ({ at: epochMillis(at), context: "periodic", values: [] }) as const;
const series = (count: number, limit: number, offset = 0) =>
  Array.from({ length: count }, (_none, index) => sample(index * 10 + offset)).reduce(
    (all, each) => withSample(all, each, limit),
    emptySeries,
  );

describe("a series of samples", () => {
  it("3.9 keeps everything while there is room", () => {
    expect(series(5, 5).kept.map(({ at }) => at)).toEqual([0, 10, 20, 30, 40]);
  });

  it("3.9 drops every second one when there is none, and goes on as sparsely", () => {
    expect(series(11, 5).kept.map(({ at }) => at)).toEqual([0, 40, 80]);
  });

  it("3.9 is never longer than the limit and evenly spaced, however many come", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 2, max: 20 }), (count, limit) => {
        const kept = series(count, limit).kept.map(({ at }) => at);
        expect(kept.length).toBeLessThanOrEqual(limit);
        const gaps = kept.slice(1).map((at, place) => at - (kept[place] ?? 0));
        expect(new Set(gaps).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("7.3 merges periodic and clock values in order of time", () => {
    expect(mergeSeries(series(3, 9), series(2, 9, 5)).map(({ at }) => at)).toEqual([0, 5, 10, 15, 20]);
  });
});
