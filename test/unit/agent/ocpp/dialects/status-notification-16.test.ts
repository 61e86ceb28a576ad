import { describe, expect, it } from "vitest";
import { evseId, type FaultCode } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { type ConnectorStatus, connectorStatuses } from "#agent/domain/evse/connector-status";
import type { StatusReport } from "#agent/ports/csms-client";
import { dialect16 } from "#agent/ocpp/dialects/v16/dialect-16";
import { errorCodes16 } from "#agent/ocpp/dialects/v16/status-notification";
import { schemaJudges } from "#agent/ocpp/payload-judge";

const judge = schemaJudges()(dialect16);
const at = epochMillis(Date.parse("2030-01-01T00:00:00Z"));

function encode(report: Partial<StatusReport>) {
  const { action, payload } = dialect16.status({ evse: evseId(1), status: "available", at, ...report });
  judge.assertOwn(action, "request", payload);
  return payload;
}

const faults = Object.keys(errorCodes16) as FaultCode[];

describe("StatusNotification 1.6", () => {
  it.each(connectorStatuses)("says %s and always when", (status) => {
    expect(encode({ status })).toMatchObject({ timestamp: "2030-01-01T00:00:00.000Z", connectorId: 1 });
  });

  it.each(faults.flatMap((code) => connectorStatuses.map((status): [FaultCode, ConnectorStatus] => [code, status])))(
    "6.6 says %s with status %s validly and with our own code beside it",
    (code, status) => {
      const payload = encode({ status, fault: { code } });
      expect(payload).toMatchObject({ vendorErrorCode: code });
      expect(payload).not.toMatchObject({ errorCode: "NoError" });
    },
  );

  it("6.6 says EVCommunicationError with the four states that allow it and OtherError with the rest", () => {
    const fault = { code: "board.pilot" } as const;
    const allowed = connectorStatuses.filter(
      (status) =>
        "errorCode" in encode({ status, fault }) && JSON.stringify(encode({ status, fault })).includes("EVComm"),
    );
    expect(allowed).toEqual(["preparing", "suspendedEV", "suspendedEVSE", "finishing"]);
    expect(encode({ status: "faulted", fault })).toMatchObject({ errorCode: "OtherError" });
  });

  it.each(connectorStatuses)("6.5 makes of %s on connector 0 one of three states", (status) => {
    const wanted = { available: "Available", unavailable: "Unavailable", faulted: "Faulted" } as const;
    const expected = status in wanted ? wanted[status as keyof typeof wanted] : "Available";
    expect(encode({ evse: 0, status })).toMatchObject({ connectorId: 0, status: expected });
  });

  it("6.6 says NoError when all is well and never NoError while faulted", () => {
    expect(encode({})).toMatchObject({ errorCode: "NoError" });
    expect(encode({ status: "faulted" })).toMatchObject({ errorCode: "OtherError" });
  });

  it("cuts a long text to what the message holds and leaves an empty one out", () => {
    expect(encode({ info: "x".repeat(80) })).toMatchObject({ info: "x".repeat(50) });
    expect(encode({ info: "" })).not.toHaveProperty("info");
    expect(encode({ fault: { code: "meter.silent", detail: "unit 3" } })).toMatchObject({ info: "unit 3" });
  });
});
