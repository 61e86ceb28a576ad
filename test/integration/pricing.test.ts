import { describe, expect, it } from "vitest";
import { epochMillis, hours, minutes, seconds } from "#hal/core/units";
import { costMessage, type CostMessages } from "#simulator/csms/cost-messages";
import { ask } from "#test/support/rig-calls";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

const quiet = { MeterValueSampleInterval: "0" };
const accepted = { status: "Accepted" };
const rejected = { status: "Rejected" };

interface CostView {
  readonly price: { readonly text: string; readonly from: string; readonly language: string } | null;
  readonly running: { readonly amount: string; readonly isIdle: boolean; readonly from: string } | null;
  readonly final: { readonly amount: string; readonly text: string | null; readonly qrCode: string | null } | null;
}

/** What the display of the outlet would show. */
function shown(rig: VirtualRig): CostView {
  const { evses } = rig.agent.status() as { readonly evses: readonly { readonly cost: CostView }[] };
  const cost = evses[0]?.cost;
  if (cost === undefined) throw new TypeError("no outlet");
  return cost;
}

function send<Name extends keyof CostMessages>(rig: VirtualRig, name: Name, message: CostMessages[Name]) {
  return ask(rig, "DataTransfer", costMessage(name, message));
}

const iso = (rig: VirtualRig) => new Date(rig.clock.now()).toISOString();

/** A cost as of now for the first transaction. */
function runningCost(rig: VirtualRig, more: Partial<CostMessages["RunningCost"]> = {}) {
  return send(rig, "RunningCost", {
    transactionId: 1000,
    timestamp: iso(rig),
    meterValue: Math.floor(rig.register()),
    cost: 1,
    state: "Charging",
    chargingPrice: { kWhPrice: 0.3 },
    ...more,
  });
}

interface Sampled {
  readonly context: string;
  readonly measurand: string;
}

/** MeterValues that were sent for the sake of the price: their transactions, and what they measure. */
function asked(rig: VirtualRig) {
  return rig.payloads("MeterValues").flatMap((payload) => {
    const [entry] = payload["meterValue"] as readonly { readonly sampledValue: readonly Sampled[] }[];
    const values = entry?.sampledValue ?? [];
    if (values[0]?.context !== "Other") return [];
    return [{ transactionId: payload["transactionId"], measurands: values.map(({ measurand }) => measurand) }];
  });
}

const unpluggedMessages = (rig: VirtualRig) =>
  rig.payloads("DataTransfer").filter(({ messageId }) => messageId === "ConnectorUnplugged");

describe("California pricing on the whole station", () => {
  it("DataTransfer SetUserPrice, RunningCost, FinalCost: the price before, the cost meanwhile, the bill afterwards", async () => {
    const rig = await new VirtualRig({ variables: quiet }).start();
    const priceText = "0.30 a kWh";
    const priceTextExtra = [{ format: "UTF8", language: "fr", content: "0,30 le kWh" }];
    expect(await send(rig, "SetUserPrice", { idToken: CARD, priceText, priceTextExtra })).toEqual(accepted);
    await ask(rig, "ChangeConfiguration", { key: "Language", value: "fr" });
    await rig.charge();
    expect(shown(rig).price).toMatchObject({ text: "0,30 le kWh", from: "user", language: "fr" });

    const before = rig.register();
    expect(await runningCost(rig)).toEqual(accepted);
    await rig.clock.advance(minutes(10));
    const flowed = (rig.register() - Math.floor(before)) / 1000;
    expect(flowed).toBeGreaterThan(0.5);
    expect(Number(shown(rig).running?.amount)).toBeCloseTo(1 + 0.3 * flowed, 1);
    // The prices that the back end has told hold without it, too.
    rig.cutNetwork();
    await rig.clock.advance(minutes(10));
    expect(Number(shown(rig).running?.amount)).toBeCloseTo(1 + (0.3 * (rig.register() - Math.floor(before))) / 1000, 1);
    rig.mendNetwork();

    rig.station.tapCard(CARD);
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    const bill = { transactionId: 1000, cost: 2.5, priceText: "2.50 in all", qrCodeText: "https://bills.example/1000" };
    expect(await send(rig, "FinalCost", bill)).toEqual(accepted);
    expect(shown(rig)).toMatchObject({
      running: null,
      final: { amount: "2.500", text: "2.50 in all", qrCode: "https://bills.example/1000" },
    });
    expect(unpluggedMessages(rig)).toEqual([]);
    await rig.stop();
  });

  it("RunningCost triggerMeterValue atTime, atEnergykWh, atPowerkW and atCPStatus each cause MeterValues with register and power", async () => {
    const rig = await new VirtualRig({ variables: quiet }).start();
    await rig.charge();
    await rig.clock.advance(minutes(1));
    const atTime = new Date(rig.clock.now() + minutes(5)).toISOString();
    const atEnergykWh = (rig.register() + 4000) / 1000;
    expect(
      await runningCost(rig, { triggerMeterValue: { atTime, atEnergykWh, atPowerkW: 5, atCPStatus: ["SuspendedEV"] } }),
    ).toEqual(accepted);
    await rig.clock.advance(minutes(4));
    expect(asked(rig)).toHaveLength(0);
    await rig.clock.advance(minutes(1.1));
    expect(asked(rig)).toEqual([
      { transactionId: 1000, measurands: ["Energy.Active.Import.Register", "Power.Active.Import"] },
    ]);
    await rig.until(() => rig.register() / 1000 >= atEnergykWh, hours(1));
    await rig.clock.advance(seconds(3));
    expect(asked(rig)).toHaveLength(2);
    await ask(rig, "SetChargingProfile", slow);
    await rig.until(() => asked(rig).length === 3, minutes(1));
    await rig.clock.advance(minutes(5));
    expect(asked(rig)).toHaveLength(3);
    await rig.stop();
  });

  it("RunningCost atCPStatus: a vehicle that pauses is told, the idle price begins after the grace and charging ends it", async () => {
    const rig = await new VirtualRig({ variables: quiet }).start();
    await rig.charge();
    const idlePrice = { graceMinutes: 5, hourPrice: 6 };
    await runningCost(rig, {
      idlePrice,
      chargingPrice: {},
      triggerMeterValue: { atCPStatus: ["SuspendedEV", "Charging"] },
    });
    rig.station.pauseVehicle();
    await rig.until(() => rig.status() === "SuspendedEV");
    await rig.clock.advance(minutes(4));
    expect(asked(rig)).toHaveLength(1);
    expect(shown(rig).running).toMatchObject({ amount: "1.000", isIdle: true });
    await rig.clock.advance(minutes(11));
    expect(Number(shown(rig).running?.amount)).toBeCloseTo(2, 1);
    rig.station.resumeVehicle();
    await rig.until(() => rig.status() === "Charging");
    await rig.clock.advance(minutes(10));
    expect(Number(shown(rig).running?.amount)).toBeCloseTo(2, 1);
    expect(asked(rig)).toHaveLength(2);
    await rig.stop();
  });

  it("R11 CustomIdleFeeAfterStop: a clock that was set in a transaction makes no idle time of it when the program has died", async () => {
    const rig = await new VirtualRig({ variables: { ...quiet, CustomIdleFeeAfterStop: "true" } }).start();
    await rig.charge();
    await rig.clock.advance(minutes(5));
    await runningCost(rig, { state: "Idle", idlePrice: { hourPrice: 60 } });
    rig.clock.setWallTime(epochMillis(rig.clock.now() + hours(48)));
    await rig.clock.advance(minutes(2));
    await rig.crashAgent();
    await rig.startAgent();
    await rig.clock.advance(minutes(3));
    expect(Number(shown(rig).running?.amount)).toBeLessThan(10);
    await rig.stop();
  });

  it("CustomIdleFeeAfterStop: the cost goes on after StopTransaction until the cable is out, and ConnectorUnplugged says when", async () => {
    const rig = await new VirtualRig({ variables: { ...quiet, CustomIdleFeeAfterStop: "true" } }).start();
    await rig.charge();
    await runningCost(rig, {
      idlePrice: { hourPrice: 60 },
      chargingPrice: {},
      triggerMeterValue: { atCPStatus: ["Finishing", "Available"] },
    });
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Finishing");
    await rig.clock.advance(minutes(3));
    expect(asked(rig)).toEqual([{ transactionId: undefined, measurands: expect.any(Array) as string[] }]);
    expect(Number(shown(rig).running?.amount)).toBeCloseTo(4, 0);
    expect(await runningCost(rig, { cost: 10, state: "Idle", idlePrice: { hourPrice: 60 } })).toEqual(accepted);
    const outAt = rig.clock.now();
    rig.station.unplug();
    await rig.until(() => unpluggedMessages(rig).length === 1);
    const [message] = unpluggedMessages(rig);
    const data = JSON.parse(String(message?.["data"])) as {
      readonly transactionId: number;
      readonly timestamp: string;
    };
    expect(message).toMatchObject({ vendorId: "org.openchargealliance.costmsg" });
    expect(data.transactionId).toBe(1000);
    expect(Math.abs(Date.parse(data.timestamp) - outAt)).toBeLessThan(3000);
    await rig.clock.advance(minutes(10));
    expect(unpluggedMessages(rig)).toHaveLength(1);
    expect(Number(shown(rig).running?.amount)).toBeCloseTo(10, 0);
    expect(await send(rig, "FinalCost", { transactionId: 1000, cost: 11 })).toEqual(accepted);
    expect(shown(rig).final).toMatchObject({ amount: "11.000", text: null, qrCode: null });
    await rig.stop();
  });

  it("ConnectorUnplugged waits for the back end over a lost connection and over the death of the agent, and comes after StopTransaction", async () => {
    const rig = await new VirtualRig({ variables: { ...quiet, CustomIdleFeeAfterStop: "true" } }).start();
    await rig.charge();
    rig.cutNetwork();
    rig.station.tapCard(CARD);
    await rig.clock.advance(minutes(2));
    rig.station.unplug();
    await rig.clock.advance(seconds(5));
    await rig.crashAgent();
    await rig.clock.advance(minutes(10));
    await rig.startAgent();
    rig.mendNetwork();
    await rig.until(() => unpluggedMessages(rig).length === 1);
    const actions = rig.csms.messages.map(({ action }) => action);
    expect(actions.indexOf("StopTransaction")).toBeGreaterThan(0);
    expect(actions.indexOf("StopTransaction")).toBeLessThan(actions.indexOf("DataTransfer"));
    const { timestamp } = JSON.parse(String(unpluggedMessages(rig)[0]?.["data"])) as { readonly timestamp: string };
    expect(rig.clock.now() - Date.parse(timestamp)).toBeGreaterThan(minutes(9));
    await rig.clock.advance(minutes(3));
    expect(unpluggedMessages(rig)).toHaveLength(1);
    await rig.stop();
  });

  it("ConnectorUnplugged that is not answered is sent again", async () => {
    const rig = await new VirtualRig({ variables: { ...quiet, CustomIdleFeeAfterStop: "true" } }).start();
    rig.csms.script.once("DataTransfer", { kind: "error", code: "InternalError", description: "not now" });
    await rig.charge();
    rig.station.unplug();
    await rig.until(() => unpluggedMessages(rig).length === 2, minutes(3));
    await rig.clock.advance(minutes(5));
    expect(unpluggedMessages(rig)).toHaveLength(2);
    await rig.stop();
  });

  it("RunningCost and its session survive the death of the agent: the cost stands still at the end, the bill finds it", async () => {
    const rig = await new VirtualRig({ variables: { ...quiet, CustomIdleFeeAfterStop: "true" } }).start();
    await rig.charge();
    await runningCost(rig, { idlePrice: { hourPrice: 60 } });
    await rig.clock.advance(minutes(5));
    await rig.crashAgent();
    await rig.clock.advance(minutes(1));
    await rig.startAgent();
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    await rig.clock.advance(minutes(2));
    expect(Number(shown(rig).running?.amount)).toBeGreaterThan(1.5);
    rig.station.unplug();
    await rig.until(() => unpluggedMessages(rig).length === 1);
    expect(await send(rig, "FinalCost", { transactionId: 1000, cost: 7.25 })).toEqual(accepted);
    await rig.crashAgent();
    await rig.startAgent();
    expect(shown(rig).final).toMatchObject({ amount: "7.250" });
    await rig.stop();
  });

  it("DefaultPrice, DefaultPriceText: shown without a user's price, in the language, other words offline, and reckoned with offline", async () => {
    const rig = await new VirtualRig({ variables: { ...quiet, AllowOfflineTxForUnknownId: "true" } }).start();
    expect(shown(rig).price).toBeNull();
    const price = {
      priceText: "0.50 a kWh",
      priceTextOffline: "0.50 a kWh, no card needed",
      chargingPrice: { kWhPrice: 0.5, flatFee: 2 },
    };
    const set = (key: string, value: string) => ask(rig, "ChangeConfiguration", { key, value });
    expect(await set("DefaultPrice", JSON.stringify(price))).toEqual(accepted);
    expect(await set("DefaultPriceText,de", JSON.stringify({ priceText: "0,50 je kWh" }))).toEqual(accepted);
    expect(shown(rig).price).toMatchObject({ text: "0.50 a kWh", from: "default" });
    await set("Language", "de");
    expect(shown(rig).price).toMatchObject({ text: "0,50 je kWh", from: "default" });
    await set("Language", "en");
    rig.cutNetwork();
    await rig.clock.advance(seconds(5));
    expect(shown(rig).price).toMatchObject({ text: "0.50 a kWh, no card needed", from: "offline" });
    const before = rig.register();
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(5));
    rig.station.tapCard(CARD);
    await rig.clock.advance(minutes(20));
    const kWh = (rig.register() - before) / 1000;
    expect(kWh).toBeGreaterThan(1);
    expect(shown(rig).running?.from).toBe("default");
    expect(Number(shown(rig).running?.amount)).toBeCloseTo(2 + 0.5 * kWh, 1);
    rig.mendNetwork();
    await rig.until(() => rig.payloads("StartTransaction").length === 1);
    await runningCost(rig, { cost: 3 });
    expect(shown(rig).running).toMatchObject({ from: "backEnd" });
    await rig.stop();
  });

  it.each([48, -48])(
    "R11 an hour costs what an hour costs, though the wall clock is set by %i h meanwhile",
    async (by) => {
      const rig = await new VirtualRig({ variables: { ...quiet, AllowOfflineTxForUnknownId: "true" } }).start();
      const price = { priceText: "2 an hour", chargingPrice: { hourPrice: 2 } };
      await ask(rig, "ChangeConfiguration", { key: "DefaultPrice", value: JSON.stringify(price) });
      rig.cutNetwork();
      await rig.clock.advance(seconds(5));
      rig.station.plugIn({ stateOfCharge: 0.1 });
      await rig.clock.advance(seconds(5));
      rig.station.tapCard(CARD);
      await rig.clock.advance(minutes(10));
      rig.clock.setWallTime(epochMillis(rig.clock.now() + hours(by)));
      await rig.clock.advance(minutes(20));
      expect(Number(shown(rig).running?.amount)).toBeCloseTo(1, 1);
      await rig.stop();
    },
  );

  it("WaitForSetUserPriceTimeout: a charge begins when the price is there, or after that time", async () => {
    const rig = await new VirtualRig({ variables: { ...quiet, WaitForSetUserPriceTimeout: "20000" } }).start();
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.clock.advance(seconds(10));
    expect(rig.payloads("Authorize")).toHaveLength(1);
    expect(rig.payloads("StartTransaction")).toHaveLength(0);
    await send(rig, "SetUserPrice", { idToken: CARD.toLowerCase(), priceText: "cheap" });
    await rig.until(() => rig.status() === "Charging", seconds(8));
    expect(shown(rig).price).toMatchObject({ text: "cheap" });
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.clock.advance(seconds(5));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    const tapped = rig.clock.now();
    rig.station.tapCard(CARD);
    await rig.until(() => rig.payloads("StartTransaction").length === 2);
    expect(rig.clock.now() - tapped).toBeGreaterThan(19_000);
    expect(shown(rig).price).toBeNull();
    await rig.stop();
  });

  it("RunningCost and FinalCost of a transaction that was never there are Rejected, and a bill ends the running cost", async () => {
    const rig = await new VirtualRig({ variables: quiet }).start();
    expect(await runningCost(rig)).toEqual(rejected);
    expect(await send(rig, "FinalCost", { transactionId: 1000, cost: 1 })).toEqual(rejected);
    await rig.charge();
    expect(await send(rig, "FinalCost", { transactionId: 1000, cost: 1 })).toEqual(accepted);
    expect(await runningCost(rig)).toEqual(rejected);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.charge();
    expect(shown(rig).final).toBeNull();
    expect(await runningCost(rig)).toEqual(rejected);
    // A bill may come when somebody else is charging already.
    expect(await send(rig, "FinalCost", { transactionId: 1000, cost: 4 })).toEqual(accepted);
    expect(shown(rig).final).toBeNull();
    const [, first] = rig.store.sessions.recent(2);
    expect(first && rig.store.costs.find(first.transactionId)?.final).toEqual({ cost: 4 });
    await rig.stop();
  });
});

const slow = {
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: "TxDefaultProfile",
    chargingProfileKind: "Absolute",
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }],
      startSchedule: "2026-03-01T00:00:00Z",
    },
  },
};
