import { describe, expect, it } from "vitest";
import { hours, isoTime, minutes, seconds, epochMillis } from "#hal/core/units";
import { addTransaction, clientRig, gapsInSeconds, report, startedRig } from "#test/support/ocpp-client-rig";
import { callError, result } from "#test/support/ocpp-scripted-csms";
import { idToken } from "#agent/domain/authorization/id-token";

const boot = (status: string, interval: number) => () =>
  result({ status, interval, currentTime: "2030-01-01T00:00:00Z" });

describe("registration gate", () => {
  it("3.3 4.1 sends BootNotification before anything else, old facts included", async () => {
    const rig = clientRig();
    report(rig, 0, "available");
    report(rig, 1, "available");
    addTransaction(rig, "T1");
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    expect(rig.csms.actions()).toEqual([
      "BootNotification",
      "StatusNotification",
      "StatusNotification",
      "StartTransaction",
      "StopTransaction",
    ]);
    expect(rig.csms.received[0]?.payload).toEqual({
      chargePointVendor: "Vendor",
      chargePointModel: "Model",
      chargePointSerialNumber: "S1",
      firmwareVersion: "1.0",
    });
    await rig.client.stop();
  });

  it("4.2 takes the heartbeat interval from the answer and tells connector 0 and every connector", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Accepted", 120));
    report(rig, 0, "available");
    report(rig, 1, "preparing");
    await rig.client.start();
    await rig.clock.advance(minutes(5));
    expect(rig.variables.get("heartbeatInterval")).toBe(120_000);
    expect(rig.csms.of("StatusNotification").map(({ payload }) => [payload["connectorId"], payload["status"]])).toEqual(
      [
        [0, "Available"],
        [1, "Preparing"],
      ],
    );
    expect(rig.csms.of("Heartbeat")).toHaveLength(2);
    await rig.client.stop();
  });

  it("4.3 asks again after the interval of a Pending and sends nothing else meanwhile", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Pending", 40));
    report(rig, 1, "available");
    addTransaction(rig, "T1");
    await rig.client.start();
    await rig.clock.advance(seconds(100));
    expect(new Set(rig.csms.actions())).toEqual(new Set(["BootNotification"]));
    expect(gapsInSeconds(rig.csms.received.map(({ at }) => at))).toEqual([40, 40]);
    expect(rig.client.status().registration).toBe("pending");
    await expect(rig.client.authorize(idToken("T"))).resolves.toEqual({ kind: "unreachable" });
    await rig.client.stop();
  });

  it("4.3 chooses a minute itself when the interval is 0", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Pending", 0));
    await rig.client.start();
    await rig.clock.advance(seconds(130));
    expect(gapsInSeconds(rig.csms.received.map(({ at }) => at))).toEqual([60, 60]);
    await rig.client.stop();
  });

  it("4.4 serves configuration while Pending but starts and stops nothing", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Pending", 300));
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    const changed = rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "77" });
    const started = rig.csms.call("RemoteStartTransaction", { idTag: "A", connectorId: 1 });
    const stopped = rig.csms.call("RemoteStopTransaction", { transactionId: 1 });
    await rig.clock.advance(seconds(1));
    await expect(changed).resolves.toEqual({ status: "Accepted" });
    await expect(started).resolves.toEqual({ status: "Rejected" });
    await expect(stopped).resolves.toEqual({ status: "Rejected" });
    expect(rig.desk.commands).toEqual([]);
    await rig.client.stop();
  });

  it("4.4 sends what is triggered while Pending", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Pending", 300));
    report(rig, 0, "available");
    report(rig, 1, "available");
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    for (const requestedMessage of ["StatusNotification", "Heartbeat", "BootNotification"]) {
      rig.csms.call("TriggerMessage", { requestedMessage }).catch(() => undefined);
      await rig.clock.advance(seconds(1));
    }
    expect(rig.csms.actions()).toEqual([
      "BootNotification",
      "StatusNotification",
      "StatusNotification",
      "Heartbeat",
      "BootNotification",
    ]);
    await rig.client.stop();
  });

  it("4.5 neither sends nor answers anything while Rejected, and asks again after the interval", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Rejected", 600));
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    let isAnswered = false;
    const note = () => {
      isAnswered = true;
    };
    rig.csms.call("GetConfiguration", {}).then(note, note);
    await rig.clock.advance(minutes(9));
    expect(isAnswered).toBe(false);
    expect(rig.csms.actions()).toEqual(["BootNotification"]);
    rig.csms.normal("BootNotification");
    await rig.clock.advance(minutes(2));
    expect(rig.client.isOnline()).toBe(true);
    await rig.client.stop();
  });

  it("4.5 holds back what was triggered while Pending once it is Rejected", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Pending", 10));
    await rig.client.start();
    await rig.clock.advance(seconds(5));
    let id = "";
    rig.csms.on("BootNotification", (_payload, messageId) => {
      id = messageId;
      return undefined;
    });
    await rig.clock.advance(seconds(10));
    rig.csms.call("TriggerMessage", { requestedMessage: "Heartbeat" }).catch(() => undefined);
    await rig.clock.advance(seconds(1));
    rig.csms.send(JSON.stringify([3, id, { status: "Rejected", interval: 600, currentTime: "2030-01-01T00:00:00Z" }]));
    await rig.clock.advance(seconds(60));
    expect(rig.client.status().registration).toBe("rejected");
    expect(rig.csms.actions()).toEqual(["BootNotification", "BootNotification"]);
    await rig.client.stop();
  });

  it("4.5 keeps silent over a reconnect until the interval is over", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", boot("Rejected", 600));
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    rig.csms.drop();
    await rig.clock.advance(minutes(9));
    expect(rig.csms.handshakes).toHaveLength(2);
    expect(rig.csms.actions()).toEqual(["BootNotification"]);
    await rig.clock.advance(minutes(2));
    expect(rig.csms.actions()).toEqual(["BootNotification", "BootNotification"]);
    await rig.client.stop();
  });

  it("4.3 asks at once after a reconnect when the interval ran out meanwhile", async () => {
    const rig = clientRig({ RetryBackOffWaitMinimum: "100" });
    rig.csms.on("BootNotification", boot("Pending", 50));
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    rig.csms.drop();
    await rig.clock.advance(seconds(101));
    expect(rig.csms.received.map(({ connection }) => connection)).toEqual([1, 2]);
    await rig.client.stop();
  });

  it.each([
    ["a CALLERROR", () => callError("InternalError"), 60],
    ["no answer", () => undefined, 90],
    ["an answer without status", () => result({ interval: 5, currentTime: "2030-01-01T00:00:00Z" }), 60],
  ])("4.6 treats %s like Pending without interval", async (_name, script, gap) => {
    const rig = clientRig();
    rig.csms.on("BootNotification", script);
    await rig.client.start();
    await rig.clock.advance(seconds(gap + 5));
    expect(gapsInSeconds(rig.csms.of("BootNotification").map(({ at }) => at))).toEqual([gap]);
    const answer = rig.csms.call("GetLocalListVersion", {});
    await rig.clock.advance(seconds(1));
    await expect(answer).resolves.toEqual({ listVersion: 0 });
    await rig.client.stop();
  });

  it("4.8 boots again on demand where the trigger comes in one breath with the answer Pending", async () => {
    const rig = clientRig();
    const asked: Promise<unknown>[] = [];
    rig.csms.on("BootNotification", () => {
      rig.csms.normal("BootNotification");
      asked.push(rig.csms.call("TriggerMessage", { requestedMessage: "BootNotification" }));
      return boot("Pending", 3600)();
    });
    await rig.client.start();
    await rig.clock.advance(seconds(5));
    expect(await Promise.all(asked)).toEqual([{ status: "Accepted" }]);
    expect(rig.csms.of("BootNotification")).toHaveLength(2);
    expect(rig.client.isOnline()).toBe(true);
    await rig.client.stop();
  });

  it("4.8 does not boot again on demand once accepted", async () => {
    const rig = await startedRig();
    const answer = rig.csms.call("TriggerMessage", { requestedMessage: "BootNotification" });
    await rig.clock.advance(seconds(1));
    await expect(answer).resolves.toEqual({ status: "Rejected" });
    await rig.client.stop();
  });

  it("2.3 sends no BootNotification when the connection merely comes back", async () => {
    const rig = await startedRig();
    rig.csms.drop();
    await rig.clock.advance(minutes(1));
    expect(rig.client.isOnline()).toBe(true);
    expect(rig.csms.of("BootNotification")).toHaveLength(1);
    await rig.client.stop();
  });

  it("1.6-J 5.4 boots anew in a new run of the program", async () => {
    const rig = await startedRig();
    await rig.client.stop();
    const second = rig.makeClient();
    await second.start();
    await rig.clock.advance(seconds(1));
    expect(rig.csms.of("BootNotification")).toHaveLength(2);
    await second.stop();
  });

  it("accepts an answer with unknown extra fields and an unreadable time", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", () =>
      result({ status: "Accepted", interval: 10, currentTime: "now", vendor: { x: 1 } }),
    );
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    expect(rig.client.isOnline()).toBe(true);
    expect(rig.client.csmsTimeOffset()).toBeUndefined();
    await rig.client.stop();
  });

  it("measures how far the clock of the CSMS is ahead and leaves its own alone", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", () =>
      result({ status: "Accepted", interval: 10, currentTime: isoTime(epochMillis(rig.clock.now() + 90_000)) }),
    );
    await rig.client.start();
    await rig.clock.advance(seconds(1));
    expect(rig.client.csmsTimeOffset()).toBe(90_000);
    await rig.client.stop();
  });

  it("2.6 sends a heartbeat a day even when the interval is 0", async () => {
    const rig = clientRig({ HeartbeatInterval: "0" });
    rig.csms.on("BootNotification", boot("Accepted", 0));
    await rig.client.start();
    await rig.clock.advance(hours(49));
    expect(rig.csms.of("Heartbeat")).toHaveLength(2);
    await rig.client.stop();
  });

  it("HeartbeatInterval works at once when it is changed", async () => {
    const rig = await startedRig();
    rig.csms.call("ChangeConfiguration", { key: "HeartbeatInterval", value: "10" }).catch(() => undefined);
    await rig.clock.advance(seconds(35));
    expect(rig.csms.of("Heartbeat")).toHaveLength(3);
    await rig.client.stop();
  });
});
