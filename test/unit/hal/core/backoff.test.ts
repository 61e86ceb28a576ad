import { describe, expect, it } from "vitest";
import { backoff } from "#hal/core/backoff";
import { SeededRandom } from "#hal/core/random";
import { millis, seconds } from "#hal/core/units";

const take = (waits: Generator<number, never>, count: number) =>
  Array.from({ length: count }, () => waits.next().value);

describe("back-off", () => {
  it("doubles as often as told and stays there", () => {
    const settings = { minimum: seconds(10), repeatTimes: 3, randomRange: millis(0) };

    expect(take(backoff({ next: () => 0 }, settings), 6)).toEqual([10_000, 20_000, 40_000, 80_000, 80_000, 80_000]);
  });

  it("never doubles when told so", () => {
    const settings = { minimum: seconds(1), repeatTimes: 0, randomRange: millis(0) };

    expect(take(backoff({ next: () => 0 }, settings), 3)).toEqual([1000, 1000, 1000]);
  });

  it("adds a fresh random part to each wait, which the doubling leaves alone", () => {
    const settings = { minimum: seconds(10), repeatTimes: 2, randomRange: seconds(5) };
    const waits = take(backoff(new SeededRandom(1).stream("backoff"), settings), 20);

    const parts = waits.map((wait, index) => wait - Math.min(10_000 * 2 ** index, 40_000));
    expect(parts.every((part) => part >= 0 && part < 5000)).toBe(true);
    expect(new Set(parts).size).toBe(20);
  });
});
