import { describe, expect, it } from "vitest";
import { epochMillis, isoTime } from "#hal/core/units";
import { answer, type CsmsStep } from "#simulator/csms/csms-core";
import { type CsmsSettings, type CsmsState, defaultCsmsSettings, initialCsmsState } from "#simulator/csms/csms-state";

const NOW = epochMillis(Date.UTC(2026, 2, 1, 12));

function stateWith(settings: Partial<CsmsSettings> = {}): CsmsState {
  return initialCsmsState({ ...defaultCsmsSettings, ...settings });
}

function ask(state: CsmsState, action: string, payload: unknown): CsmsStep {
  return answer(state, { station: "CP1", action, payload, at: NOW });
}

function payloadOf(step: CsmsStep): object {
  if (step.reply.kind !== "result") throw new Error(`no result but ${step.reply.kind}`);
  return step.reply.payload;
}

const start = { connectorId: 1, idTag: "VALID-CARD", meterStart: 1200, timestamp: "2026-03-01T11:59:00.000Z" };

describe("the back end's registration", () => {
  it("accepts a station and gives it the time and the heartbeat interval", () => {
    const step = ask(stateWith(), "BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
    expect(payloadOf(step)).toEqual({ status: "Accepted", currentTime: isoTime(NOW), interval: 300 });
    expect(step.state.registrations.get("CP1")).toBe("Accepted");
  });

  it.each(["Pending", "Rejected"] as const)("answers %s when it is set so", (status) => {
    const state = stateWith({ boot: { status, intervalSeconds: 10 } });
    const step = ask(state, "BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
    expect(payloadOf(step)).toMatchObject({ status, interval: 10 });
  });
});

describe("the back end's token table", () => {
  const tokens = [
    { idTag: "FLEET-1", status: "Accepted", parentIdTag: "FLEET" },
    { idTag: "OLD", status: "Accepted", expiresAt: epochMillis(NOW - 1) },
    { idTag: "BAD", status: "Blocked" },
  ] as const;

  it.each([
    ["fleet-1", { status: "Accepted", parentIdTag: "FLEET" }],
    ["OLD", { status: "Expired", expiryDate: isoTime(epochMillis(NOW - 1)) }],
    ["BAD", { status: "Blocked" }],
    ["NOBODY", { status: "Invalid" }],
  ])("answers for %s", (idTag, idTagInfo) => {
    expect(payloadOf(ask(stateWith({ tokens }), "Authorize", { idTag }))).toEqual({ idTagInfo });
  });
});

describe("the back end's transactions", () => {
  it("numbers them from the first number up and keeps start, values and stop", () => {
    const started = ask(stateWith({ firstTransactionNumber: 4711 }), "StartTransaction", start);
    const sampledValue = [{ value: "1300" }];
    const metered = ask(started.state, "MeterValues", {
      connectorId: 1,
      transactionId: 4711,
      meterValue: [{ timestamp: "2026-03-01T12:00:00Z", sampledValue }],
    });
    const stopped = ask(metered.state, "StopTransaction", {
      transactionId: 4711,
      meterStop: 1500,
      timestamp: "2026-03-01T12:01:00Z",
      reason: "EVDisconnected",
      idTag: "VALID-CARD",
    });

    expect(payloadOf(started)).toEqual({ transactionId: 4711, idTagInfo: { status: "Accepted" } });
    expect(payloadOf(stopped)).toEqual({ idTagInfo: { status: "Accepted" } });
    expect(stopped.state.transactions.get(4711)).toMatchObject({
      meterStart: 1200,
      meterValues: [{ timestamp: "2026-03-01T12:00:00Z", sampledValue }],
      stop: { meterStop: 1500, reason: "EVDisconnected" },
    });
    expect(stopped.state.nextTransactionNumber).toBe(4712);
  });

  it("gives a repeated start the number of the first", () => {
    const first = ask(stateWith(), "StartTransaction", start);
    const second = ask(first.state, "StartTransaction", start);
    expect(payloadOf(second)).toEqual(payloadOf(first));
    expect(second.state.transactions.size).toBe(1);
  });

  it("opens one even for a token it refuses, and says so", () => {
    const step = ask(stateWith(), "StartTransaction", { ...start, idTag: "BLOCKED-CARD" });
    expect(payloadOf(step)).toEqual({ transactionId: 1000, idTagInfo: { status: "Blocked" } });
  });

  it("answers ConcurrentTx to the second transaction of a token when only one is allowed", () => {
    const first = ask(stateWith({ concurrentTransactions: "refused" }), "StartTransaction", start);
    const second = ask(first.state, "StartTransaction", { ...start, connectorId: 2 });
    expect(payloadOf(second)).toMatchObject({ idTagInfo: { status: "ConcurrentTx" } });
  });

  it("lets the first of two stops count", () => {
    const stop = { transactionId: 1000, meterStop: 1500, timestamp: "2026-03-01T12:01:00Z" };
    const first = ask(ask(stateWith(), "StartTransaction", start).state, "StopTransaction", stop);
    const second = ask(first.state, "StopTransaction", { ...stop, meterStop: 9999 });
    expect(second.state.transactions.get(1000)?.stop).toMatchObject({ meterStop: 1500, reason: "Local" });
  });

  it("accepts the stop of a transaction it never heard of and keeps it apart", () => {
    const step = ask(stateWith(), "StopTransaction", {
      transactionId: -1,
      meterStop: 5,
      timestamp: "2026-03-01T12:01:00Z",
    });
    expect(payloadOf(step)).toEqual({});
    expect(step.state.strays).toHaveLength(1);
  });
});

describe("the back end's other answers", () => {
  it("remembers the last status of each connector", () => {
    const report = { connectorId: 1, errorCode: "GroundFailure", status: "Faulted", info: "leak" };
    const step = ask(stateWith(), "StatusNotification", report);
    expect(step.state.connectors.get("CP1/1")).toMatchObject({ ...report, receivedAt: NOW });
  });

  it("accepts data of known vendors only", () => {
    const state = stateWith({ vendorIds: ["com.example"] });
    expect(payloadOf(ask(state, "DataTransfer", { vendorId: "com.example" }))).toEqual({ status: "Accepted" });
    expect(payloadOf(ask(state, "DataTransfer", { vendorId: "x" }))).toEqual({ status: "UnknownVendorId" });
  });

  it.each([
    ["FirmwareStatusNotification", { status: "Installed" }],
    ["DiagnosticsStatusNotification", { status: "Uploaded" }],
    ["SecurityEventNotification", { type: "StartupOfTheDevice", timestamp: "2026-03-01T12:00:00Z" }],
  ])("acknowledges %s", (action, payload) => {
    expect(payloadOf(ask(stateWith(), action, payload))).toEqual({});
  });

  it.each([
    ["Teleport", {}, "NotImplemented"],
    ["toString", {}, "NotImplemented"],
    ["Authorize", [], "FormationViolation"],
    ["Authorize", {}, "OccurrenceConstraintViolation"],
    ["Authorize", { idTag: 7 }, "TypeConstraintViolation"],
    ["Authorize", { idTag: "X".repeat(21) }, "TypeConstraintViolation"],
    ["StartTransaction", { ...start, meterStart: 1.5 }, "TypeConstraintViolation"],
    ["StartTransaction", { ...start, timestamp: "yesterday" }, "TypeConstraintViolation"],
    ["MeterValues", { connectorId: 1, meterValue: [] }, "TypeConstraintViolation"],
  ])("refuses %s with %j as %s and changes nothing", (action, payload, code) => {
    const state = stateWith();
    const step = ask(state, action, payload);
    expect(step.reply).toMatchObject({ kind: "error", code });
    expect(step.state).toBe(state);
  });
});
