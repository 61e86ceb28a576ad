import { describe, expect, it } from "vitest";
import { seconds, watts } from "#hal/core/units";
import { type StrayWatch, watchStrayEnergy } from "#agent/domain/evse/stray-energy";

function play(steps: readonly (readonly [second: number, power: number | undefined, isAllowed: boolean])[]): boolean[] {
  let watch: StrayWatch = {};
  return steps.map(([second, power, isAllowed]) => {
    const step = watchStrayEnergy(watch, {
      power: power === undefined ? undefined : watts(power),
      isAllowed,
      uptime: seconds(second),
    });
    watch = step.watch;
    return step.isFound;
  });
}

describe("energy that nobody allowed", () => {
  it("is found when it lasts", () => {
    expect(
      play([
        [0, 7000, false],
        [3, 7000, false],
        [5, 7000, false],
      ]),
    ).toEqual([false, false, true]);
  });

  it("is not found in the seconds in which a contactor opens", () => {
    expect(
      play([
        [0, 7000, true],
        [1, 7000, false],
        [4, 0, false],
        [9, 7000, false],
      ]),
    ).not.toContain(true);
  });

  it("is not what a charger draws for itself", () => {
    expect(
      play([
        [0, 40, false],
        [60, 40, false],
        [120, undefined, false],
      ]),
    ).not.toContain(true);
  });
});
