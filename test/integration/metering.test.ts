import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { CARD, VirtualRig } from "#test/support/virtual-rig";
import { ask } from "#test/support/rig-calls";

interface Value {
  readonly value: string;
  readonly context: string;
  readonly measurand: string;
  readonly phase?: string;
  readonly location: string;
  readonly unit?: string;
}
interface Entry {
  readonly timestamp: string;
  readonly sampledValue: readonly Value[];
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && "timestamp" in value && "sampledValue" in value;
const entries = (value: unknown): readonly Entry[] => (Array.isArray(value) ? value.filter(isEntry) : []);
const contextOf = (entry: Entry | undefined) => entry?.sampledValue[0]?.context;

/** MeterValues of one context, as they were received. */
function valuesOf(rig: VirtualRig, context: string) {
  return rig.payloads("MeterValues").flatMap((payload) =>
    entries(payload["meterValue"])
      .filter((entry) => contextOf(entry) === context)
      .map((entry) => ({ ...entry, connectorId: payload["connectorId"], transactionId: payload["transactionId"] })),
  );
}

/** How far from the grid, in milliseconds. */
const offGrid = ({ timestamp }: Entry, interval: number) => Date.parse(timestamp) % interval;

async function endCharge(rig: VirtualRig): Promise<readonly Entry[]> {
  rig.station.unplug();
  await rig.until(() => rig.payloads("StopTransaction").length > 0 && rig.store.facts.depth() === 0);
  return entries(rig.payloads("StopTransaction")[0]?.["transactionData"]);
}

describe("clock aligned values", () => {
  it("7.5 MeterValues with context Sample.Clock come on the grid, in and out of transactions, with the number of the running one", async () => {
    const rig = await new VirtualRig({
      variables: { ClockAlignedDataInterval: "60", MeterValueSampleInterval: "0" },
    }).start();
    await rig.clock.advance(minutes(2));
    await rig.charge();
    await rig.clock.advance(minutes(3));
    await endCharge(rig);
    await rig.clock.advance(minutes(2));
    const values = valuesOf(rig, "Sample.Clock");
    const numbers = values.map(({ transactionId }) => transactionId);
    expect(values.every((entry) => offGrid(entry, 60_000) <= 1000)).toBe(true);
    expect(values.every(({ connectorId }) => connectorId === 1)).toBe(true);
    expect(new Set(values.map(({ timestamp }) => timestamp)).size).toBe(values.length);
    expect(numbers.slice(0, 2)).toEqual([undefined, undefined]);
    expect(numbers.filter((number) => number !== undefined)).toEqual([1000, 1000, 1000]);
    expect(numbers.at(-1)).toBeUndefined();
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("3.1 7.5 values taken offline are delivered with their time, after a restart too", async () => {
    const rig = await new VirtualRig({ variables: { ClockAlignedDataInterval: "60" } }).start();
    rig.cutNetwork();
    await rig.clock.advance(minutes(5));
    expect(rig.store.facts.depth()).toBeGreaterThanOrEqual(4);
    await rig.crashAgent();
    await rig.startAgent();
    rig.mendNetwork();
    await rig.until(() => rig.store.facts.depth() === 0, minutes(5));
    const minutesOf = valuesOf(rig, "Sample.Clock").map(({ timestamp }) => timestamp.slice(0, 16));
    expect(minutesOf.slice(0, 4)).toEqual([1, 2, 3, 4].map((minute) => `2026-03-01T06:0${String(minute)}`));
    expect(minutesOf).toEqual([...minutesOf].sort());
    await rig.stop();
  });

  it("7.5 ClockAlignedDataInterval and MeterValuesAlignedData work as soon as they are changed, and 0 ends it", async () => {
    const rig = await new VirtualRig().start();
    await ask(rig, "ChangeConfiguration", { key: "MeterValuesAlignedData", value: "Voltage,Frequency" });
    await ask(rig, "ChangeConfiguration", { key: "ClockAlignedDataInterval", value: "30" });
    await rig.clock.advance(minutes(1));
    const [first] = valuesOf(rig, "Sample.Clock");
    expect(first?.sampledValue.map(({ measurand, phase, unit }) => [measurand, phase, unit])).toEqual([
      ["Voltage", "L1-N", "V"],
      ["Voltage", "L2-N", "V"],
      ["Voltage", "L3-N", "V"],
      ["Frequency", undefined, undefined],
    ]);
    await ask(rig, "ChangeConfiguration", { key: "ClockAlignedDataInterval", value: "0" });
    const told = valuesOf(rig, "Sample.Clock").length;
    await rig.clock.advance(minutes(2));
    expect(valuesOf(rig, "Sample.Clock")).toHaveLength(told);
    await rig.stop();
  });

  it("7.5 an empty MeterValuesAlignedData sends nothing", async () => {
    const rig = await new VirtualRig({
      variables: { ClockAlignedDataInterval: "30", MeterValuesAlignedData: "" },
    }).start();
    await rig.clock.advance(minutes(2));
    expect(rig.payloads("MeterValues")).toEqual([]);
    expect(rig.store.facts.depth()).toBe(0);
    await rig.stop();
  });
});

describe("StopTransaction.transactionData", () => {
  const variables = {
    MeterValueSampleInterval: "20",
    ClockAlignedDataInterval: "60",
    StopTxnSampledData: "Energy.Active.Import.Register,Power.Active.Import",
    StopTxnAlignedData: "Energy.Active.Import.Register",
  };

  it("7.3 14.2 goes from Transaction.Begin over Sample.Periodic and Sample.Clock to Transaction.End", async () => {
    const rig = await new VirtualRig({ variables }).start();
    await rig.charge();
    await rig.clock.advance(minutes(3));
    const data = await endCharge(rig);
    const contexts = data.map(contextOf);
    expect(contexts[0]).toBe("Transaction.Begin");
    expect(contexts.at(-1)).toBe("Transaction.End");
    expect(new Set(contexts.slice(1, -1))).toEqual(new Set(["Sample.Periodic", "Sample.Clock"]));
    expect(contexts.filter((context) => context === "Sample.Clock")).toHaveLength(3);
    const times = data.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort());
    const [stop] = rig.payloads("StopTransaction");
    const [start] = rig.payloads("StartTransaction");
    const register = (entry: Entry | undefined) =>
      entry?.sampledValue.find(({ measurand }) => measurand === "Energy.Active.Import.Register")?.value;
    expect(register(data[0])).toBe(String(start?.["meterStart"]));
    expect(register(data.at(-1))).toBe(String(stop?.["meterStop"]));
    const boundary = (entry: Entry | undefined) => entry?.sampledValue.map(({ measurand }) => measurand);
    expect(boundary(data[0])).toEqual(["Energy.Active.Import.Register", "Power.Active.Import"]);
    expect(boundary(data.at(-1))).toEqual(["Energy.Active.Import.Register", "Power.Active.Import"]);
    await rig.stop();
  });

  it("7.3 is not there when both lists are empty", async () => {
    const rig = await new VirtualRig({ variables: { ClockAlignedDataInterval: "30" } }).start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    await endCharge(rig);
    expect(rig.payloads("StopTransaction")[0]).not.toHaveProperty("transactionData");
    await rig.stop();
  });

  it("7.3 3.9 is thinned out in the middle of a long transaction and keeps its ends", async () => {
    const rig = await new VirtualRig({
      variables: { ...variables, MeterValueSampleInterval: "5" },
      meterInterval: seconds(30),
    }).start();
    await rig.charge();
    await rig.clock.advance(minutes(20));
    const data = await endCharge(rig);
    expect(data.length).toBeLessThanOrEqual(100);
    expect(data.length).toBeGreaterThan(30);
    expect([contextOf(data[0]), contextOf(data.at(-1))]).toEqual(["Transaction.Begin", "Transaction.End"]);
    await rig.stop();
  });

  it("7.3 4.11 has the registers of begin and end after the agent died", async () => {
    const rig = await new VirtualRig({ variables }).start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    await rig.crashAgent();
    await rig.startAgent();
    await rig.until(() => rig.payloads("StopTransaction").length > 0);
    const data = entries(rig.payloads("StopTransaction")[0]?.["transactionData"]);
    expect(data.map(contextOf)).toEqual(["Transaction.Begin", "Transaction.End"]);
    await rig.stop();
  });
});

describe("sampled values", () => {
  it("7.4 7.6 7.7 7.8 MeterValues carry every phase, place and unit of what is wanted, and the register as the meter has it", async () => {
    const wanted =
      "Energy.Active.Import.Register,Current.Import,Voltage,Power.Active.Import,Current.Offered,Power.Offered";
    const rig = await new VirtualRig({
      meterStart: 1_234_500,
      variables: { MeterValueSampleInterval: "10", MeterValuesSampledData: wanted },
    }).start();
    await rig.charge(CARD);
    await rig.clock.advance(seconds(70));
    const [entry] = valuesOf(rig, "Sample.Periodic");
    const phases = (name: string) =>
      entry?.sampledValue.filter(({ measurand }) => measurand === name).map(({ phase }) => phase);
    expect(phases("Current.Import")).toEqual(["L1", "L2", "L3"]);
    expect(phases("Voltage")).toEqual(["L1-N", "L2-N", "L3-N"]);
    expect(phases("Power.Active.Import")).toEqual([undefined]);
    expect(entry?.sampledValue.every(({ location }) => location === "Outlet")).toBe(true);
    expect(Number(entry?.sampledValue[0]?.value)).toBeGreaterThanOrEqual(1_234_500);
    expect(JSON.stringify(entry)).not.toContain("Temperature");
    await rig.stop();
  });

  it("7.4 a changed MeterValueSampleInterval works at once, and 0 takes none", async () => {
    const rig = await new VirtualRig({ variables: { MeterValueSampleInterval: "0" } }).start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    expect(rig.payloads("MeterValues")).toEqual([]);
    await ask(rig, "ChangeConfiguration", { key: "MeterValueSampleInterval", value: "5" });
    await rig.clock.advance(seconds(20));
    rig.store.health.flush();
    await rig.clock.advance(seconds(1));
    expect(valuesOf(rig, "Sample.Periodic").length).toBeGreaterThanOrEqual(3);
    await rig.stop();
  });

  it.each(["MeterValuesSampledData", "MeterValuesAlignedData", "StopTxnSampledData", "StopTxnAlignedData"])(
    "10.1 %s with a measurand that is not measured is Rejected, and its greatest length is told",
    async (key) => {
      const rig = await new VirtualRig().start();
      const change = { key, value: "Energy.Active.Import.Register,Temperature" };
      expect(await ask(rig, "ChangeConfiguration", change)).toEqual({ status: "Rejected" });
      expect(await ask(rig, "GetConfiguration", { key: [`${key}MaxLength`] })).toEqual({
        configurationKey: [{ key: `${key}MaxLength`, readonly: true, value: "19" }],
      });
      await rig.stop();
    },
  );
});

describe("measurands with a phase", () => {
  it("7.6 MeterValues and transactionData tell the phases that the lists name, and all of them where none is named", async () => {
    const rig = await new VirtualRig({ variables: { StopTxnSampledData: "Voltage.L2" } }).start();
    const value = "Current.Import.L1,Voltage";
    expect(await ask(rig, "ChangeConfiguration", { key: "MeterValuesSampledData", value })).toEqual({
      status: "Accepted",
    });
    await rig.charge();
    await rig.until(() => valuesOf(rig, "Sample.Periodic").length > 0);
    const names = (entry: Entry | undefined) => entry?.sampledValue.map(({ measurand, phase }) => [measurand, phase]);
    expect(names(valuesOf(rig, "Sample.Periodic")[0])).toEqual([
      ["Current.Import", "L1"],
      ["Voltage", "L1-N"],
      ["Voltage", "L2-N"],
      ["Voltage", "L3-N"],
    ]);
    for (const entry of await endCharge(rig)) expect(names(entry)).toEqual([["Voltage", "L2-N"]]);
    await rig.stop();
  });

  it.each(["Voltage.L4", "Frequency.L1", "Voltage.L1,Voltage.L1", "Voltage."])(
    "10.1 ChangeConfiguration of MeterValuesSampledData to %s is Rejected and changes nothing",
    async (value) => {
      const rig = await new VirtualRig().start();
      const key = "MeterValuesSampledData";
      expect(await ask(rig, "ChangeConfiguration", { key, value })).toEqual({ status: "Rejected" });
      expect(await ask(rig, "GetConfiguration", { key: [key] })).toMatchObject({
        configurationKey: [{ value: "Energy.Active.Import.Register" }],
      });
      await rig.stop();
    },
  );
});
