import { describe, expect, it } from "vitest";
import { storm, stormControl } from "#test/reliability/storm";

describe("days of mishaps, and the books held against what really flowed", () => {
  it.each([1, 7, 14, 32])("R1 lose, double and contradict nothing (seed %i)", { timeout: 180_000 }, async (seed) => {
    const { violations } = await storm({ seed, days: 1 });
    expect(violations).toEqual([]);
  });

  it("show the oracle that a record is missing, and that one is there twice", async () => {
    const { lost, duplicated } = await stormControl(1);
    expect(lost).toBeGreaterThan(0);
    expect(duplicated).toBeGreaterThan(0);
  });
});
