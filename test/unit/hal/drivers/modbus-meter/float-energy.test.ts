import { describe, expect, test } from "vitest";

/** The distance in Wh from `kilowattHours` to the next greater number that a float of 32 bits can hold. */
function stepAt(kilowattHours: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, kilowattHours);
  const here = view.getFloat32(0);
  view.setUint32(0, view.getUint32(0) + 1);
  return (view.getFloat32(0) - here) * 1000;
}

/** How many of the thousand readings 0.001 kWh apart from `kilowattHours` on the register can tell apart. */
function readingsTold(kilowattHours: number): number {
  const readings = Array.from({ length: 1000 }, (_, wattHours) => Math.fround(kilowattHours + wattHours / 1000));
  return new Set(readings).size;
}

describe("the SDM630's float register loses watt-hours above 8,000 kWh", () => {
  test.each([
    [4_096, 0.48828125],
    [8_191, 0.48828125],
    [8_192, 0.9765625],
    [16_383, 0.9765625],
    [16_384, 1.953125],
    [131_072, 15.625],
    [1_000_000, 62.5],
  ])("one step at %d kWh is %d Wh", (kilowattHours, step) => {
    expect(stepAt(kilowattHours)).toBe(step);
  });

  test("a reading above 8,192 kWh can be wrong by almost half a watt-hour, one below by a quarter", () => {
    const worstAt = (kilowattHours: number) =>
      Math.max(
        ...Array.from({ length: 1000 }, (_, wh) =>
          Math.abs(Math.fround(kilowattHours + wh / 1000) - (kilowattHours + wh / 1000)),
        ),
      ) * 1000;

    expect(worstAt(8_000)).toBeLessThan(0.25);
    expect(worstAt(8_192)).toBeGreaterThan(0.48);
    expect(worstAt(8_192)).toBeLessThan(0.49);
  });

  test("whole watt-hours can still be told apart below 16,384 kWh, and half of them no longer from there on", () => {
    expect(readingsTold(8_192)).toBe(1000);
    expect(readingsTold(16_000)).toBe(1000);
    expect(readingsTold(16_384)).toBeLessThan(520);
  });
});
