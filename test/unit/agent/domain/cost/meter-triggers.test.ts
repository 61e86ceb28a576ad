import { describe, expect, it } from "vitest";
import { epochMillis, wattHours, watts } from "#hal/core/units";
import { type MeterTriggers, noTriggers, watchTriggers } from "#agent/domain/cost/meter-triggers";

const T0 = epochMillis(1_000_000);
const reading = (power?: number, energy?: number, at = 0) => ({
  at: epochMillis(T0 + at),
  ...(power === undefined ? {} : { power: watts(power) }),
  ...(energy === undefined ? {} : { energy: wattHours(energy) }),
});

/** What each reading in turn causes. */
function causesOf(triggers: MeterTriggers, readings: readonly ReturnType<typeof reading>[]): readonly string[] {
  let left = triggers;
  return readings.map((each) => {
    const step = watchTriggers(left, each);
    left = step.triggers;
    return step.causes.join("+");
  });
}

describe("triggerMeterValue", () => {
  it("atTime is told once, when the clock shows it", () => {
    const triggers = { ...noTriggers, time: epochMillis(T0 + 10) };
    expect(causesOf(triggers, [reading(0, 0, 9), reading(0, 0, 10), reading(0, 0, 11)])).toEqual(["", "time", ""]);
  });

  it("atEnergykWh is told once, when the register shows it", () => {
    const triggers = { ...noTriggers, energy: wattHours(5000) };
    expect(causesOf(triggers, [reading(0, 4999), reading(0), reading(0, 5000), reading(0, 5001)])).toEqual([
      "",
      "",
      "energy",
      "",
    ]);
  });

  it("atPowerkW is told at each crossing, five per cent beyond", () => {
    const triggers = { ...noTriggers, power: { limit: watts(8000) } };
    const powers = [7000, 8000, 8300, 8400, 8000, 7700, 8400, 7600, 7000, 8400];
    expect(
      causesOf(
        triggers,
        powers.map((power) => reading(power)),
      ),
    ).toEqual(["", "", "", "power", "", "", "", "power", "", "power"]);
  });

  it("atPowerkW: the first reading only says on which side it is, and none says nothing", () => {
    const triggers = { ...noTriggers, power: { limit: watts(8000) } };
    expect(causesOf(triggers, [reading(), reading(11_000), reading(11_000), reading(), reading(3000)])).toEqual([
      "",
      "",
      "",
      "",
      "power",
    ]);
  });

  it("atPowerkW of zero tells when the power goes away", () => {
    const triggers = { ...noTriggers, power: { limit: watts(0) } };
    expect(causesOf(triggers, [reading(11_000), reading(0), reading(0)])).toEqual(["", "power", ""]);
  });

  it("atCPStatus is told each time that the connector gets into one of them", () => {
    const triggers: MeterTriggers = { statuses: ["suspendedEV", "finishing"] };
    expect(watchTriggers(triggers, reading(), "suspendedEV").causes).toEqual(["status"]);
    expect(watchTriggers(triggers, reading(), "charging").causes).toEqual([]);
    expect(watchTriggers(triggers, reading()).causes).toEqual([]);
    expect(watchTriggers(triggers, reading(), "finishing").triggers).toEqual(triggers);
  });

  it("several at the same moment are one", () => {
    const triggers = { statuses: ["charging" as const], time: T0, energy: wattHours(1) };
    expect(watchTriggers(triggers, reading(0, 1), "charging")).toEqual({
      triggers: { statuses: ["charging"] },
      causes: ["time", "energy", "status"],
    });
  });
});
