import { expect, it } from "vitest";
import { Signal } from "#hal/core/signal";
import { epochMillis } from "#hal/core/units";
import { StopRecord } from "#hil/evidence";
import type { RecordedMessage } from "#simulator/csms/message-record";

const value = (timestamp: string) => ({ timestamp, sampledValue: [{ value: "1200" }] });
const values = (...meterValue: readonly object[]) =>
  ["MeterValues", { connectorId: 1, transactionId: 7, meterValue }] as const;
const stop = ["StopTransaction", { transactionId: 7, timestamp: "2026-03-01T06:10:00Z", meterStop: 1300 }] as const;

/** What the back end received, in this order. */
function recordOf(...messages: readonly (readonly [action: string, payload: object])[]): StopRecord {
  const changes = new Signal<RecordedMessage>();
  const record = new StopRecord({ changes });
  for (const [index, [action, payload]] of messages.entries()) {
    const id = String(index);
    const at = epochMillis(index);
    changes.emit({ sequence: index + 1, at, direction: "received", station: "s", action, id, payload });
  }
  return record;
}

it("R1 a value that comes for the first time when the end is there is late", () => {
  expect(recordOf(values(value("a")), stop, values(value("a"), value("b"))).late(7)).toBe(1);
});

it("R1 a value that a network brings once more is not, nor one of no transaction", () => {
  const aligned = ["MeterValues", { connectorId: 1, meterValue: [value("c")] }] as const;
  const record = recordOf(values(value("a"), value("b")), stop, values(value("b")), aligned);
  expect(record.late(7)).toBe(0);
  expect(record.of(7)).toHaveLength(1);
});
