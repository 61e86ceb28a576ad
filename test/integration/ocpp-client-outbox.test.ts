import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { minutes, seconds, wattHours } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { addTransaction, gapsInSeconds, report, startedRig } from "#test/support/ocpp-client-rig";
import { callError, result } from "#test/support/ocpp-scripted-csms";

describe("outbox sender", () => {
  it("3.2 sends the facts of a transaction in order with the number from its start", async () => {
    const rig = await startedRig();
    rig.csms.received.length = 0;
    addTransaction(rig, "T1", { updates: 2 });
    await rig.clock.advance(seconds(1));
    expect(rig.csms.actions()).toEqual(["StartTransaction", "MeterValues", "MeterValues", "StopTransaction"]);
    expect(rig.csms.received.map(({ payload }) => payload["transactionId"])).toEqual([undefined, 1, 1, 1]);
    expect(rig.ledger.depth()).toBe(0);
    await rig.client.stop();
  });

  it("3.12 carries the time of the event and not of the sending", async () => {
    const rig = await startedRig();
    rig.link.down();
    await rig.clock.advance(minutes(1));
    const at = new Date(rig.clock.now()).toISOString();
    addTransaction(rig, "T1");
    await rig.clock.advance(minutes(60));
    rig.link.up();
    await rig.clock.advance(minutes(10));
    expect(rig.csms.of("StartTransaction")[0]?.payload["timestamp"]).toBe(at);
    expect(rig.csms.of("StopTransaction")).toHaveLength(1);
    await rig.client.stop();
  });

  it.each([
    ["CALLERROR", () => callError("InternalError"), [60, 120]],
    ["no answer", () => undefined, [90, 150]],
  ])(
    "3.5 after %s waits the interval times the sends so far, then discards and goes on",
    async (_name, script, gaps) => {
      const rig = await startedRig({ TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "60" });
      rig.csms.on("StopTransaction", script);
      addTransaction(rig, "T1");
      await rig.clock.advance(minutes(2));
      addTransaction(rig, "T2", { isEnded: false });
      await rig.clock.advance(minutes(4));
      expect(gapsInSeconds(rig.csms.of("StopTransaction").map(({ at }) => at))).toEqual(gaps);
      expect(rig.csms.of("StartTransaction")).toHaveLength(2);
      expect(rig.ledger.deadLetters().map(({ fact }) => fact.type)).toEqual(["transaction.ended"]);
      await rig.client.stop();
    },
  );

  it("3.5 takes a connection that is closed for a message for an answer to it: one that is too large must not hold back all that follow", async () => {
    const rig = await startedRig({ TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "60" });
    rig.csms.on("StopTransaction", () => {
      rig.csms.drop(1009);
      return undefined;
    });
    addTransaction(rig, "T1");
    addTransaction(rig, "T2", { isEnded: false });
    await rig.clock.advance(minutes(30));
    expect(rig.csms.of("StopTransaction")).toHaveLength(3);
    expect(rig.ledger.deadLetters().map(({ fact }) => fact.type)).toEqual(["transaction.ended"]);
    expect(rig.csms.of("StartTransaction")).toHaveLength(2);
    await rig.client.stop();
  });

  it.each([[undefined], [1001], [1011], [1012]])(
    "3.5 gives nothing up for connections that end with code %s, however often",
    async (closeCode) => {
      const rig = await startedRig({ TransactionMessageAttempts: "3", TransactionMessageRetryInterval: "60" });
      rig.csms.on("StopTransaction", () => {
        rig.csms.drop(closeCode);
        return undefined;
      });
      addTransaction(rig, "T1");
      await rig.clock.advance(minutes(60));
      expect(rig.csms.of("StopTransaction").length).toBeGreaterThan(4);
      expect(rig.ledger.deadLetters()).toEqual([]);
      await rig.client.stop();
    },
  );

  it("3.2 keeps what belongs to a session that cannot be read any more as dead letters, and goes on with the next", async () => {
    const rig = await startedRig();
    rig.ledger.unreadable = transactionId("T1");
    addTransaction(rig, "T1", { updates: 1 });
    addTransaction(rig, "T2");
    await rig.clock.advance(seconds(1));
    expect(rig.csms.actions().filter((action) => action.endsWith("Transaction"))).toEqual([
      "StartTransaction",
      "StartTransaction",
      "StopTransaction",
    ]);
    expect(rig.ledger.deadLetters().map(({ fact }) => fact.type)).toEqual(["transaction.updated", "transaction.ended"]);
    expect(rig.ledger.depth()).toBe(0);
    await rig.client.stop();
  });

  it("3.2 lets other messages overtake a fact that waits", async () => {
    const rig = await startedRig();
    rig.csms.on("StartTransaction", () => callError("InternalError"));
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(1));
    const answer = rig.client.authorize(idToken("X"));
    report(rig, 1, "charging");
    await rig.clock.advance(seconds(1));
    await expect(answer).resolves.toEqual({ kind: "answered", answer: { status: "accepted" } });
    expect(rig.csms.actions().slice(-2)).toEqual(["Authorize", "StatusNotification"]);
    await rig.client.stop();
  });

  it("3.4 takes a business refusal as delivered", async () => {
    const rig = await startedRig();
    rig.csms.on("StartTransaction", () => result({ transactionId: 9, idTagInfo: { status: "Invalid" } }));
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(1));
    expect(rig.ledger.depth()).toBe(0);
    expect(rig.answers).toEqual([{ transactionId: "T1", evse: 1, token: "TOKEN1", info: { status: "invalid" } }]);
    await rig.client.stop();
  });

  it("3.6 counts no attempt when the connection is lost and goes on after it is back", async () => {
    const rig = await startedRig({ TransactionMessageAttempts: "1" });
    rig.csms.on("StartTransaction", () => undefined);
    addTransaction(rig, "T1");
    for (let loss = 0; loss < 3; loss++) {
      await rig.clock.advance(seconds(15));
      rig.csms.drop();
    }
    rig.csms.normal("StartTransaction");
    await rig.clock.advance(seconds(15));
    expect(rig.csms.of("StartTransaction")).toHaveLength(4);
    expect(rig.ledger.depth()).toBe(0);
    expect(rig.ledger.deadLetters()).toEqual([]);
    await rig.client.stop();
  });

  it("3.6 the counter of attempts survives a restart", async () => {
    const rig = await startedRig({ TransactionMessageAttempts: "2", TransactionMessageRetryInterval: "1000" });
    rig.csms.on("StartTransaction", () => callError("InternalError"));
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(1));
    await rig.client.stop();
    const second = rig.makeClient();
    await second.start();
    await rig.clock.advance(seconds(1));
    expect(rig.csms.of("StartTransaction")).toHaveLength(2);
    expect(rig.ledger.deadLetters()).toHaveLength(1);
    await second.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("3.7 sends what follows a start that was given up with transaction number -1", async () => {
    const rig = await startedRig({ TransactionMessageAttempts: "1" });
    rig.csms.on("StartTransaction", () => callError("GenericError"));
    addTransaction(rig, "T1", { updates: 1 });
    await rig.clock.advance(seconds(2));
    expect(rig.csms.of("MeterValues")[0]?.payload["transactionId"]).toBe(-1);
    expect(rig.csms.of("StopTransaction")[0]?.payload["transactionId"]).toBe(-1);
    await rig.client.stop();
  });

  it("1.15 uses the answer to a start that came after its time-out instead of starting twice", async () => {
    const rig = await startedRig({ TransactionMessageRetryInterval: "60" });
    let id = "";
    rig.csms.on("StartTransaction", (_payload, messageId) => {
      id = messageId;
      return undefined;
    });
    addTransaction(rig, "T1");
    await rig.clock.advance(seconds(40));
    rig.csms.send(JSON.stringify([3, id, { transactionId: 4711, idTagInfo: { status: "Accepted" } }]));
    await rig.clock.advance(seconds(120));
    expect(rig.csms.of("StartTransaction")).toHaveLength(1);
    expect(rig.csms.of("StopTransaction")[0]?.payload["transactionId"]).toBe(4711);
    await rig.client.stop();
  });

  it("1.15 takes a late answer while the start is being repeated and ignores the answer to the repetition", async () => {
    const rig = await startedRig({ TransactionMessageRetryInterval: "1" });
    const ids: string[] = [];
    rig.csms.on("StartTransaction", (_payload, id) => {
      ids.push(id);
      return undefined;
    });
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(32));
    for (const [index, id] of ids.entries())
      rig.csms.send(JSON.stringify([3, id, { transactionId: 50 + index, idTagInfo: { status: "Accepted" } }]));
    await rig.clock.advance(seconds(1));
    expect(ids).toHaveLength(2);
    expect(rig.ledger.find(transactionId("T1"))?.csmsNumber).toBe(50);
    expect(rig.answers).toHaveLength(1);
    expect(rig.ledger.settlements).toHaveLength(1);
    await rig.client.stop();
  });

  it("tries again when the answer to a start has no transaction number", async () => {
    const rig = await startedRig({ TransactionMessageRetryInterval: "5" });
    rig.csms.on("StartTransaction", () => result({ idTagInfo: { status: "Accepted" } }));
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(1));
    rig.csms.normal("StartTransaction");
    await rig.clock.advance(seconds(10));
    expect(rig.csms.of("StartTransaction")).toHaveLength(2);
    expect(rig.ledger.find(transactionId("T1"))?.csmsNumber).toBe(1);
    await rig.client.stop();
  });

  it("keeps a fact that cannot be said validly as a dead letter and goes on", async () => {
    const rig = await startedRig();
    addTransaction(rig, "LONG", { isEnded: false, token: idToken("X".repeat(30)) });
    addTransaction(rig, "T1");
    await rig.clock.advance(seconds(1));
    expect(rig.ledger.deadLetters()).toHaveLength(1);
    expect(rig.csms.of("StopTransaction")).toHaveLength(1);
    await rig.client.stop();
  });

  it("settles a fact that the version has no word for and goes on", async () => {
    const rig = await startedRig();
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(1));
    const session = rig.ledger.find(transactionId("T1"));
    if (session === undefined) throw new TypeError("no session");
    const { evse } = session;
    const at = rig.clock.now();
    const empty = {
      type: "transaction.updated",
      transactionId: transactionId("T1"),
      evse,
      at,
      seqNo: 1,
      samples: [],
    } as const;
    rig.ledger.commit({ session, facts: [empty] });
    addTransaction(rig, "T2", { isEnded: false });
    await rig.clock.advance(seconds(1));
    expect(rig.ledger.settlements.map(({ kind }) => kind)).toEqual(["delivered", "unspoken", "delivered"]);
    await rig.client.stop();
  });

  it("3.7 keeps what follows a start that was never settled as a dead letter instead of standing still", async () => {
    const rig = await startedRig();
    const orphan = {
      type: "transaction.ended",
      transactionId: transactionId("NONE"),
      evse: evseId(1),
      seqNo: 9,
    } as const;
    rig.ledger.enqueue({ ...orphan, at: rig.clock.now(), meterStop: wattHours(1), cause: "other" });
    rig.client.factsWaiting();
    await rig.clock.advance(seconds(1));
    expect(rig.ledger.deadLetters()).toHaveLength(1);
    expect(rig.ledger.depth()).toBe(0);
    await rig.client.stop();
  });

  it("1.3 never has more than one call outstanding, whatever happens at once", async () => {
    const rig = await startedRig({ HeartbeatInterval: "20" });
    rig.csms.received.length = 0;
    for (const action of ["StartTransaction", "Authorize", "StatusNotification", "Heartbeat"])
      rig.csms.on(action, () => undefined);
    const asked = [rig.client.authorize(idToken("A")), rig.client.authorize(idToken("B"))];
    addTransaction(rig, "T1", { updates: 3 });
    report(rig, 1, "charging");
    rig.csms.call("TriggerMessage", { requestedMessage: "StatusNotification" }).catch(() => undefined);
    await rig.clock.advance(seconds(29));
    expect(rig.csms.actions()).toEqual(["Authorize"]);
    await rig.clock.advance(seconds(5));
    expect(rig.csms.received).toHaveLength(2);
    await expect(Promise.all(asked)).resolves.toEqual([{ kind: "unreachable" }, { kind: "unreachable" }]);
    await rig.client.stop();
  });

  it("a store that fails is told and nothing more is sent", async () => {
    const rig = await startedRig();
    rig.ledger.settle = () => {
      throw new TypeError("disk full");
    };
    addTransaction(rig, "T1");
    await rig.clock.advance(minutes(5));
    expect(rig.failures).toHaveLength(1);
    expect(rig.csms.of("StartTransaction")).toHaveLength(1);
    await rig.client.stop();
  });
});
