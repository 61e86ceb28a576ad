import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { epochMillis, hours, millis } from "#hal/core/units";
import { connectorUnplugged, costMessages } from "#agent/ocpp/data-transfer/cost-messages";
import { DataDesk } from "#agent/ocpp/data-transfer/data-desk";

const vendorId = "org.openchargealliance.costmsg";

/** A station that notes what it is told and knows transaction 7. */
function station() {
  const heard: unknown[] = [];
  const costs = {
    setUserPrice: (price: unknown) => {
      heard.push(price);
    },
    setCost: (csmsNumber: number, told: unknown) => {
      heard.push(told);
      return csmsNumber === 7;
    },
    setFinalCost: (csmsNumber: number, final: unknown) => {
      heard.push(final);
      return csmsNumber === 7;
    },
  };
  const desk = new DataDesk([costMessages(costs, () => ({ offset: hours(1) }))], silentLog);
  const send = (messageId: string, data: unknown) =>
    desk.receive({ vendorId, messageId, data: typeof data === "string" ? data : JSON.stringify(data) }).status;
  return { heard, send };
}

const running = {
  transactionId: 7,
  timestamp: "2026-03-01T10:00:00Z",
  meterValue: 12_500,
  cost: 3.21,
  state: "Charging",
  chargingPrice: { kWhPrice: 0.4, hourPrice: 0, flatFee: 1 },
};

describe("messages of the pricing extension", () => {
  it("SetUserPrice: a price for a token, in several languages", () => {
    const { heard, send } = station();
    const priceTextExtra = [{ format: "UTF8", language: "fr", content: "cher" }];
    expect(send("SetUserPrice", { idToken: "CARD", priceText: "dear", priceTextExtra })).toBe("accepted");
    expect(heard).toEqual([{ token: "CARD", texts: { text: "dear", extra: [{ language: "fr", text: "cher" }] } }]);
  });

  it("RunningCost: the least that it may hold", () => {
    const { heard, send } = station();
    const { chargingPrice: _none, ...least } = running;
    expect(send("RunningCost", { ...least, idlePrice: null })).toBe("accepted");
    expect(heard).toEqual([
      {
        cost: 3.21,
        at: Date.UTC(2026, 2, 1, 10),
        energy: 12_500,
        isIdle: false,
        prices: { charging: {} },
        triggers: { statuses: [] },
      },
    ]);
  });

  it("RunningCost: all that it may hold, with kW and kWh as W and Wh and local times by TimeOffset", () => {
    const { heard, send } = station();
    const full = {
      ...running,
      state: "Idle",
      idlePrice: { graceMinutes: 10, hourPrice: 2 },
      nextPeriod: { atTime: "2026-03-01T18:00:00", chargingPrice: { kWhPrice: 0.2 }, idlePrice: { hourPrice: 1 } },
      triggerMeterValue: {
        atTime: "2026-03-01T18:00:00",
        atEnergykWh: 13.5,
        atPowerkW: 7.4,
        atCPStatus: ["SuspendedEV", "Finishing"],
      },
    };
    expect(send("RunningCost", full)).toBe("accepted");
    const six = Date.UTC(2026, 2, 1, 17);
    expect(heard[0]).toMatchObject({
      isIdle: true,
      prices: { charging: running.chargingPrice, idle: { graceMinutes: 10, hourPrice: 2 } },
      next: { at: six, prices: { charging: { kWhPrice: 0.2 }, idle: { hourPrice: 1 } } },
      triggers: { time: six, energy: 13_500, power: { limit: 7400 }, statuses: ["suspendedEV", "finishing"] },
    });
  });

  it("FinalCost: with a text and an invoice, and without", () => {
    const { heard, send } = station();
    const priceTextExtra = [{ format: "UTF8", language: "nl", content: "samen 9" }];
    const bill = {
      transactionId: 7,
      cost: 9,
      priceText: "9 in all",
      priceTextExtra,
      qrCodeText: "https://b.example/7",
    };
    expect(send("FinalCost", bill)).toBe("accepted");
    expect(send("FinalCost", { transactionId: 7, cost: 0 })).toBe("accepted");
    expect(heard).toEqual([
      {
        cost: 9,
        texts: { text: "9 in all", extra: [{ language: "nl", text: "samen 9" }] },
        qrCode: "https://b.example/7",
      },
      { cost: 0 },
    ]);
  });

  it("RunningCost, FinalCost: a transaction that is not there is Rejected", () => {
    const { send } = station();
    expect(send("RunningCost", { ...running, transactionId: 8 })).toBe("rejected");
    expect(send("FinalCost", { transactionId: 8, cost: 0 })).toBe("rejected");
  });

  it.each([
    ["SetUserPrice", ""],
    ["SetUserPrice", "[]"],
    ["SetUserPrice", { priceText: "x" }],
    ["SetUserPrice", { idToken: "CARD" }],
    ["SetUserPrice", { idToken: "CARD", priceText: "x", priceTextExtra: [{ language: "fr" }] }],
    ["SetUserPrice", { idToken: "CARD", priceText: "x", priceTextExtra: {} }],
    ["RunningCost", "{"],
    ["RunningCost", { ...running, transactionId: "7" }],
    ["RunningCost", { ...running, transactionId: 7.5 }],
    ["RunningCost", { ...running, timestamp: "now" }],
    ["RunningCost", { ...running, meterValue: "12500" }],
    ["RunningCost", { ...running, cost: undefined }],
    ["RunningCost", { ...running, state: "charging" }],
    ["RunningCost", { ...running, state: "toString" }],
    ["RunningCost", { ...running, chargingPrice: 0.4 }],
    ["RunningCost", { ...running, chargingPrice: { kWhPrice: "0.4" } }],
    ["RunningCost", { ...running, idlePrice: { graceMinutes: true } }],
    ["RunningCost", { ...running, nextPeriod: { chargingPrice: {} } }],
    ["RunningCost", { ...running, triggerMeterValue: [] }],
    ["RunningCost", { ...running, triggerMeterValue: { atTime: "soon" } }],
    ["RunningCost", { ...running, triggerMeterValue: { atCPStatus: ["Sleeping"] } }],
    ["RunningCost", { ...running, triggerMeterValue: { atCPStatus: "Charging" } }],
    ["FinalCost", { cost: 1 }],
    ["FinalCost", { transactionId: 7, cost: "1" }],
    ["FinalCost", { transactionId: 7, cost: 1, qrCodeText: 5 }],
  ])("13.1 %s with %j is Rejected and changes nothing", (messageId, data) => {
    const { heard, send } = station();
    expect(send(messageId, data)).toBe("rejected");
    expect(heard).toEqual([]);
  });

  it("ConnectorUnplugged names the transaction and the time", () => {
    const { data, ...rest } = connectorUnplugged(7, epochMillis(Date.UTC(2026, 2, 1, 10) + millis(5)));
    expect(rest).toEqual({ vendorId, messageId: "ConnectorUnplugged" });
    expect(JSON.parse(data ?? "")).toEqual({ transactionId: 7, timestamp: "2026-03-01T10:00:00.005Z" });
  });
});
