import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import type { MeasuredValue, MeterSample } from "#agent/domain/metering/meter-sample";
import { MOST_POINTS, sessionCurve } from "#agent/domain/site/session-curve";

const sample = (minute: number, ...values: readonly MeasuredValue[]): MeterSample => ({
  at: epochMillis(minute * 60_000),
  context: "periodic",
  values,
});
const energy = (value: number): MeasuredValue => ({ measurand: "Energy.Active.Import.Register", value, unit: "Wh" });
const power = (value: number, phase?: "L1" | "L2"): MeasuredValue => ({
  measurand: "Power.Active.Import",
  value,
  unit: "W",
  ...(phase === undefined ? {} : { phase }),
});

describe("the curve of a session", () => {
  it("takes the power that was sampled, and adds up phases", () => {
    expect(
      sessionCurve([sample(0, energy(100), power(7000)), sample(1, power(3000, "L1"), power(2000, "L2"))]),
    ).toEqual([
      { at: 0, powerW: 7000, importWh: 100 },
      { at: 60_000, powerW: 5000, importWh: undefined },
    ]);
  });

  it("reckons the power from the register where it was not sampled", () => {
    const curve = sessionCurve([sample(0, energy(100)), sample(6, energy(1100))]);
    expect(curve.map(({ powerW }) => powerW)).toEqual([undefined, 10_000]);
  });

  it("is in order and tells each instant once, also when the end repeats what was told", () => {
    const told = [sample(1, energy(2)), sample(0, energy(1))];
    expect(sessionCurve([...told, ...told, sample(2, energy(3))]).map(({ importWh }) => importWh)).toEqual([1, 2, 3]);
  });

  it("has a bound, and keeps its end", () => {
    const curve = sessionCurve(Array.from({ length: 5000 }, (_, minute) => sample(minute, energy(minute))));
    expect(curve.length).toBeLessThanOrEqual(MOST_POINTS + 1);
    expect(curve.at(-1)?.importWh).toBe(4999);
  });
});
