import { describe, expect, it } from "vitest";
import { isNight, parseNightHours } from "#agent/domain/site/night-hours";

describe("night hours", () => {
  it("are two times of the day", () => {
    expect(parseNightHours("22:00-06:30")).toEqual({ from: 1320, to: 390 });
  });

  it.each(["", "22:00", "22:00-24:00", "2:00-6:00", "22:00–06:00", "22:60-06:00", "07:00-07:00", "22:00-06:00 "])(
    "are not %j",
    (text) => {
      expect(parseNightHours(text)).toBeUndefined();
    },
  );

  it.each([
    ["22:00-06:30", [1319, 1320, 0, 389, 390], [false, true, true, true, false]],
    ["01:00-02:00", [59, 60, 119, 120, 1439], [false, true, true, false, false]],
  ])("%s hold from the first minute to the last, the end not included", (text, minutes, expected) => {
    const hours = parseNightHours(text) ?? { from: -1, to: -1 };
    expect(minutes.map((minute) => isNight(hours, minute))).toEqual(expected);
  });
});
