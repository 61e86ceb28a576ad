import { describe, expect, it } from "vitest";
import { epochMillis, seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { CsmsDesk, type DeskReply } from "#simulator/csms/csms-desk";
import { defaultCsmsSettings } from "#simulator/csms/csms-state";
import type { RecordedMessage } from "#simulator/csms/message-record";

const start = {
  station: "CP1",
  action: "StartTransaction",
  payload: { connectorId: 1, idTag: "VALID-CARD", meterStart: 0, timestamp: "2026-03-01T12:00:00Z" },
  id: "m1",
};
const heartbeat = { station: "CP1", action: "Heartbeat", payload: {}, id: "m2" };

function openDesk(): { readonly clock: VirtualClock; readonly desk: CsmsDesk } {
  const clock = new VirtualClock(epochMillis(Date.UTC(2026, 2, 1, 12)));
  return { clock, desk: new CsmsDesk(defaultCsmsSettings, clock) };
}

describe("the script of the back end", () => {
  it("puts an answer in the place of the usual one, once", async () => {
    const { desk } = openDesk();
    desk.script.once("Heartbeat", { kind: "answer", payload: { currentTime: "1999-12-31T23:59:59Z" } });
    const replies = [await desk.receive(heartbeat), await desk.receive(heartbeat)];
    expect(replies[0]).toMatchObject({ payload: { currentTime: "1999-12-31T23:59:59Z" } });
    expect(replies[1]).toMatchObject({ payload: { currentTime: "2026-03-01T12:00:00.000Z" } });
  });

  it("changes some fields of the usual answer", async () => {
    const { desk } = openDesk();
    desk.script.always("StartTransaction", { kind: "amend", fields: { idTagInfo: { status: "Blocked" } } });
    const reply = await desk.receive(start);
    expect(reply).toMatchObject({ payload: { transactionId: 1000, idTagInfo: { status: "Blocked" } } });
  });

  it("answers an error without booking anything", async () => {
    const { desk } = openDesk();
    desk.script.times(2, "*", { kind: "error", code: "InternalError", description: "database gone" });
    await desk.receive(heartbeat);
    expect(await desk.receive(start)).toMatchObject({ kind: "error", code: "InternalError" });
    expect(desk.state().transactions.size).toBe(0);
  });

  it("knows of a message whose answer got lost and not of one it was deaf to", async () => {
    const { desk } = openDesk();
    desk.script.once("StartTransaction", { kind: "deaf" });
    expect(await desk.receive(start)).toEqual({ kind: "silence" });
    expect(desk.state().transactions.size).toBe(0);

    desk.script.once("StartTransaction", { kind: "lostAnswer" });
    expect(await desk.receive(start)).toEqual({ kind: "silence" });
    expect(desk.state().transactions.size).toBe(1);
  });

  it("holds an answer back for the given time", async () => {
    const { clock, desk } = openDesk();
    desk.script.once("Heartbeat", { kind: "usual", delay: seconds(20) });
    const replies: DeskReply[] = [];
    const answered = desk.receive(heartbeat).then((reply) => replies.push(reply));

    await clock.advance(seconds(19));
    expect(replies).toEqual([]);
    await clock.advance(seconds(1));
    expect(replies).toHaveLength(1);
    expect(clock.pending()).toBe(0);
    await answered;
  });

  it("forgets its rules when told to", async () => {
    const { desk } = openDesk();
    desk.script.always("Heartbeat", { kind: "deaf" });
    desk.script.always("Authorize", { kind: "deaf" });
    desk.script.clear("Heartbeat");
    expect(desk.script.take("Heartbeat")).toEqual({ kind: "usual" });
    expect(desk.script.take("Authorize")).toEqual({ kind: "deaf" });
    desk.script.clear();
    expect(desk.script.take("Authorize")).toEqual({ kind: "usual" });
    await Promise.resolve();
  });
});

describe("the record of the back end", () => {
  it("tells a message twice: when it comes and when it is answered", async () => {
    const { desk } = openDesk();
    const told: RecordedMessage[] = [];
    desk.record.changes.listen((message) => told.push(message));
    await desk.receive(start);
    expect(told.map(({ sequence, answer }) => [sequence, answer?.kind])).toEqual([
      [1, undefined],
      [1, "result"],
    ]);
    expect(desk.record.messages()).toEqual([told[1]]);
  });

  it("notes why a message was never answered", async () => {
    const { desk } = openDesk();
    desk.script.once("*", { kind: "hangUp" });
    expect(await desk.receive(start)).toEqual({ kind: "hangUp" });
    expect(desk.record.messages()[0]?.answer).toMatchObject({ kind: "none", why: "the back end hung up" });
  });
});
