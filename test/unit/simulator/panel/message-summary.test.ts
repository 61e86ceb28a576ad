import { describe, expect, it } from "vitest";
import { summarize } from "#simulator/panel/page/message-summary";
import type { Answer, Message } from "#simulator/panel/page/protocol";

function aMessage(action: string, payload: unknown, answer?: Answer): Message {
  const message = { sequence: 1, at: 0, direction: "received", action, id: "1", payload } as const;
  return answer === undefined ? message : { ...message, answer };
}

const result = (payload: unknown): Answer => ({ kind: "result", at: 0, payload });

describe("the summary of a message", () => {
  it.each([
    ["Authorize", { idTag: "ABC" }, "card ABC"],
    ["StatusNotification", { connectorId: 0, errorCode: "NoError", status: "Available" }, "station: Available"],
    [
      "StatusNotification",
      { connectorId: 1, errorCode: "GroundFailure", status: "Faulted" },
      "connector 1: Faulted, GroundFailure",
    ],
    ["StartTransaction", { connectorId: 1, idTag: "ABC", meterStart: 5000 }, "connector 1, card ABC, at 5.00 kWh"],
    ["StopTransaction", { transactionId: 7, meterStop: 6000 }, "transaction 7, at 6.00 kWh, Local"],
    ["MeterValues", { meterValue: [{ sampledValue: [{ value: "5100" }] }] }, "5.10 kWh"],
    ["MeterValues", { meterValue: [{ sampledValue: [{ value: "n/a", unit: "varh" }] }] }, "n/a varh"],
    ["GetConfiguration", { key: ["a"] }, ""],
    ["DataTransfer", { vendorId: "x", data: "y" }, "vendorId x, data y"],
    ["constructor", {}, ""],
    ["Authorize", null, "card –"],
    ["MeterValues", { meterValue: "nonsense" }, "0 values"],
  ])("of %s with %j is %j", (action, payload, request) => {
    expect(summarize(aMessage(action, payload)).request).toBe(request);
  });

  it("adds power to energy in meter values and leaves the phases out", () => {
    const sampledValue = [
      { value: "5100", unit: "Wh" },
      { value: "3680", measurand: "Power.Active.Import", phase: "L1", unit: "W" },
      { value: "11040", measurand: "Power.Active.Import", unit: "W" },
    ];
    expect(summarize(aMessage("MeterValues", { meterValue: [{ sampledValue }] })).request).toBe("5.10 kWh, 11.0 kW");
  });

  it("tells what came of it", () => {
    const started = result({ transactionId: 7, idTagInfo: { status: "Blocked" } });
    expect(summarize(aMessage("StartTransaction", {}, started)).answer).toBe("transaction 7, Blocked");
    expect(summarize(aMessage("Reset", {}, result({ status: "Accepted" }))).answer).toBe("Accepted");
    expect(summarize(aMessage("Heartbeat", {}, result({ currentTime: "x" }))).answer).toBe("ok");
    expect(summarize(aMessage("X", {}, { kind: "error", at: 0, code: "NotImplemented", description: "" })).answer).toBe(
      "NotImplemented",
    );
    expect(summarize(aMessage("X", {}, { kind: "none", at: 0, why: "" })).answer).toBe("no answer");
    expect(summarize(aMessage("X", {})).answer).toBe("");
  });
});
