import { describe, expect, it } from "vitest";
import { amperes, epochMillis, volts, watts, wattHours } from "#hal/core/units";
import { sampleReading } from "#agent/domain/metering/sample-reading";

const reading = {
  at: epochMillis(5),
  importEnergy: wattHours(1234.5),
  power: watts(7000),
  phases: { L1: { voltage: volts(231), current: amperes(10) }, L3: { current: amperes(9) } },
};
const offer = { current: amperes(16), phases: 3 } as const;

describe("a meter sample", () => {
  it("follows the order of the configured list and names phases", () => {
    const { values } = sampleReading(reading, ["Current.Import", "Energy.Active.Import.Register"], "periodic", offer);
    expect(values).toEqual([
      { measurand: "Current.Import", phase: "L1", value: 10, unit: "A" },
      { measurand: "Current.Import", phase: "L3", value: 9, unit: "A" },
      { measurand: "Energy.Active.Import.Register", value: 1234.5, unit: "Wh" },
    ]);
  });

  it("leaves out what the meter does not measure", () => {
    expect(sampleReading(reading, ["Frequency", "Voltage"], "periodic", offer).values).toEqual([
      { measurand: "Voltage", phase: "L1-N", value: 231, unit: "V" },
    ]);
  });

  it("tells one phase where the list names one, and none that is not measured", () => {
    const { values } = sampleReading(
      { ...reading, phases: { ...reading.phases, L2: { power: watts(2300) } } },
      ["Current.Import.L3", "Voltage.L1", "Power.Active.Import.L2", "Voltage.L2-N"],
      "periodic",
      offer,
    );
    expect(values).toEqual([
      { measurand: "Current.Import", phase: "L3", value: 9, unit: "A" },
      { measurand: "Voltage", phase: "L1-N", value: 231, unit: "V" },
      { measurand: "Power.Active.Import", phase: "L2", value: 2300, unit: "W" },
    ]);
  });

  it("tells nothing twice where a list names the whole and a phase of it", () => {
    const wanted = ["Voltage.L1", "Voltage", "Voltage.L1-N", "Power.Active.Import"] as const;
    expect(sampleReading(reading, wanted, "periodic", offer).values).toEqual([
      { measurand: "Voltage", phase: "L1-N", value: 231, unit: "V" },
      { measurand: "Power.Active.Import", value: 7000, unit: "W" },
    ]);
  });

  it("reckons the offered power with the nominal voltage", () => {
    expect(sampleReading(reading, ["Power.Offered", "Current.Offered"], "begin", offer).values).toEqual([
      { measurand: "Power.Offered", value: 11_040, unit: "W" },
      { measurand: "Current.Offered", value: 16, unit: "A" },
    ]);
  });
});
