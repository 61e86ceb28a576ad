import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { type MeterSample, measurands, type SampleContext } from "#agent/domain/metering/meter-sample";
import {
  type StationFact,
  type StopCause,
  transactionId,
  type TransactionEnded,
  type TransactionStarted,
  type TransactionUpdated,
} from "#agent/domain/transaction/station-fact";
import { dialect16 } from "#agent/ocpp/dialects/v16/dialect-16";
import { reasons16 } from "#agent/ocpp/dialects/v16/transactions";
import { schemaJudges } from "#agent/ocpp/payload-judge";

const judge = schemaJudges()(dialect16);
const at = epochMillis(Date.parse("2030-01-01T00:00:00Z"));
const base = { transactionId: transactionId("T1"), evse: evseId(2), at };
const started: TransactionStarted = {
  ...base,
  type: "transaction.started",
  seqNo: 0,
  token: idToken("CARD"),
  meterStart: wattHours(1234.9),
};
const ended: TransactionEnded = {
  ...base,
  type: "transaction.ended",
  seqNo: 2,
  meterStop: wattHours(5678.9),
  cause: "local",
};
const updated = (...samples: MeterSample[]): TransactionUpdated => ({
  ...base,
  type: "transaction.updated",
  seqNo: 1,
  samples,
});

function encode(fact: StationFact, csmsNumber: number | undefined = 7) {
  const call = dialect16.fact.encode(fact, { csmsNumber: () => csmsNumber });
  if (call !== undefined) judge.assertOwn(call.action, "request", call.payload);
  return call;
}

describe("transaction facts in 1.6", () => {
  it("7.1 a start has whole watt-hours, rounded down", () => {
    expect(encode(started)).toEqual({
      action: "StartTransaction",
      payload: { connectorId: 2, idTag: "CARD", meterStart: 1234, timestamp: "2030-01-01T00:00:00.000Z" },
    });
  });

  it("does not lose a watt-hour to binary fractions", () => {
    expect(1.001 * 1000).toBeLessThan(1001);
    expect(encode({ ...started, meterStart: wattHours(1.001 * 1000) })?.payload).toMatchObject({ meterStart: 1001 });
  });

  it.each(Object.keys(reasons16) as StopCause[])("7.2 always gives the reason: %s", (cause) => {
    expect(encode({ ...ended, cause })?.payload).toMatchObject({
      transactionId: 7,
      meterStop: 5678,
      reason: reasons16[cause],
    });
  });

  it("7.2 names the token that ended it when one did", () => {
    expect(encode({ ...ended, token: idToken("OTHER") })?.payload).toMatchObject({ idTag: "OTHER" });
    expect(encode(ended)?.payload).not.toHaveProperty("idTag");
  });

  it.each(["periodic", "clock", "begin", "end", "trigger"] as SampleContext[])(
    "7.7 writes every field of every measurand, context %s",
    (context) => {
      const units = ["Wh", "W", "A", "V", "Hz", "A", "W"] as const;
      const values = measurands.map((measurand, index) => ({
        measurand,
        value: index + 0.5,
        unit: units[index] ?? "W",
        ...(measurand === "Voltage" ? { phase: "L1-N" as const } : {}),
      }));
      const call = encode(updated({ at, context, values }));
      const sampled = (call?.payload as { meterValue: { sampledValue: Record<string, string>[] }[] }).meterValue[0]
        ?.sampledValue;
      expect(sampled?.map((value) => value["measurand"])).toEqual([...measurands]);
      expect(sampled?.[0]).toMatchObject({ value: "0", format: "Raw", location: "Outlet", unit: "Wh" });
      expect(sampled?.[3]).toMatchObject({ value: "3.5", phase: "L1-N", unit: "V" });
      expect(sampled?.[4]).not.toHaveProperty("unit");
    },
  );

  it.each([
    [230.12345, "230.123"],
    [16, "16"],
    [100, "100"],
    [-0.0001, "0"],
    [1e-9, "0"],
    [0.1 + 0.2, "0.3"],
  ])("writes the value %d as %s", (value, text) => {
    const call = encode(updated({ at, context: "periodic", values: [{ measurand: "Voltage", value, unit: "V" }] }));
    expect(JSON.stringify(call)).toContain(`"value":"${text}"`);
  });

  it("has no word for an update without values", () => {
    expect(encode(updated())).toBeUndefined();
    expect(encode(updated({ at, context: "periodic", values: [] }))).toBeUndefined();
  });

  it("3.7 asserts that the number of the transaction is known", () => {
    const ids = { csmsNumber: () => undefined };
    expect(() => dialect16.fact.encode(ended, ids)).toThrow("outbox.number-missing");
  });

  it("3.7 speaks -1 when the start was given up", () => {
    expect(encode(ended, -1)?.payload).toMatchObject({ transactionId: -1 });
  });

  it("reads number, token, parent and expiry of a start's answer", () => {
    const idTagInfo = { status: "ConcurrentTx", parentIdTag: "P", expiryDate: "never" };
    const info = { status: "concurrentTx", parent: "P" };
    expect(dialect16.fact.decode(started, { transactionId: 5, idTagInfo })).toEqual({
      settlement: { kind: "delivered", csmsNumber: 5, token: { token: "CARD", info } },
      answer: { transactionId: "T1", evse: 2, token: "CARD", info },
    });
  });

  it.each([[undefined], [null], [{ status: "Perhaps" }], [{}]])(
    "takes a start's number although its idTagInfo is %j, because asking again would start a second transaction",
    (idTagInfo) => {
      expect(dialect16.fact.decode(started, { transactionId: 5, idTagInfo })).toEqual({
        settlement: { kind: "delivered", csmsNumber: 5 },
      });
    },
  );

  it.each([[{}], [{ transactionId: "5" }], [{ transactionId: 1.5 }], [[]], ["ok"], [null]])(
    "cannot read %j as the answer to a start",
    (payload) => {
      expect(() => dialect16.fact.decode(started, payload)).toThrow("csms.answer-unreadable");
    },
  );

  it("says nothing of a token when none ended the transaction", () => {
    expect(dialect16.fact.decode(ended, { idTagInfo: { status: "Accepted" } })).toEqual({
      settlement: { kind: "delivered" },
    });
    expect(dialect16.fact.decode(updated(), null)).toEqual({ settlement: { kind: "delivered" } });
  });
});

describe("BootNotification 1.6", () => {
  it("cuts what is too long and leaves out what is not known", () => {
    const { payload } = dialect16.boot.encode({ vendor: "v".repeat(30), model: "m".repeat(30), serialNumber: "" });
    judge.assertOwn("BootNotification", "request", payload);
    expect(payload).toEqual({ chargePointVendor: "v".repeat(20), chargePointModel: "m".repeat(20) });
  });

  it.each([[{ status: "Accepted" }], [{ status: "Yes", interval: 1 }], [null]])("cannot read %j", (payload) => {
    expect(() => dialect16.boot.decode(payload)).toThrow("csms.answer-unreadable");
  });

  it("takes a negative interval as none", () => {
    expect(dialect16.boot.decode({ status: "Pending", interval: -5 })).toEqual({ status: "pending", interval: 0 });
  });
});
