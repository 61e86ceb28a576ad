import { describe, expect, it } from "vitest";
import { SessionRecord } from "#simulator/panel/page/last-session";
import type { Message } from "#simulator/panel/page/protocol";

function passed(action: string, payload: object, answer: object = {}): Message {
  const settled = { kind: "result", at: 0, payload: answer } as const;
  return { sequence: 1, at: 0, direction: "received", action, id: "1", payload, answer: settled };
}

const start = passed(
  "StartTransaction",
  { connectorId: 1, meterStart: 5000, timestamp: "2026-03-01T12:00:00.000Z" },
  { transactionId: 7 },
);
const stop = {
  transactionId: 7,
  meterStop: 8559,
  timestamp: "2026-03-01T12:10:06.000Z",
  reason: "EVDisconnected",
};

describe("the last session", () => {
  it("has the energy and the time that the back end was told", () => {
    const record = new SessionRecord();
    record.add([start, passed("StopTransaction", stop)]);
    expect(record.of(1)).toMatchObject({ number: 7, energyWh: 3559, duration: 606_000 });
    expect(record.of(1)?.ending).toContain("the cable was unplugged");
    expect(record.of(2)).toBeUndefined();
  });

  it("is not there before its end was answered", () => {
    const record = new SessionRecord();
    record.add([start, { ...passed("StopTransaction", stop), answer: { kind: "none", at: 0, why: "line lost" } }]);
    expect(record.of(1)).toBeUndefined();
  });

  it("is not invented from an end without a beginning, or from nonsense", () => {
    const record = new SessionRecord();
    record.add([passed("StopTransaction", stop), passed("StartTransaction", {}), passed("StopTransaction", {})]);
    expect(record.of(1)).toBeUndefined();
  });

  it("keeps a reason that it has no words for as it is", () => {
    const record = new SessionRecord();
    record.add([start, passed("StopTransaction", { ...stop, reason: "constructor" })]);
    expect(record.of(1)?.ending).toContain("constructor");
  });
});
