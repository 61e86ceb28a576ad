import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { CommandOutcome } from "#agent/domain/command";
import { variableNames } from "#agent/domain/variables/catalogue";
import { addTransaction, type ClientRig, report, startedRig } from "#test/support/ocpp-client-rig";
import { callError, result } from "#test/support/ocpp-scripted-csms";

async function ask(rig: ClientRig, action: string, payload: object): Promise<unknown> {
  const answer = rig.csms.call(action, payload).catch((error: unknown) => error);
  await rig.clock.advance(seconds(2));
  return answer;
}

const update = { location: "http://files.test/fw.bin", retrieveDate: "2026-01-01T00:00:00Z" };

describe("inbound router", () => {
  it.each([
    ["1.8 an unknown action", "MakeCoffee", {}, "NotImplemented"],
    ["1.8 the name of an object's own property", "constructor", {}, "NotImplemented"],
    ["1.8 a message of a feature that is off", "UpdateFirmware", update, "NotSupported"],
    ["1.7 a missing property", "Reset", {}, "OccurenceConstraintViolation"],
    ["1.7 a wrong type", "Reset", { type: 1 }, "TypeConstraintViolation"],
    ["1.7 a wrong word", "Reset", { type: "Warm" }, "PropertyConstraintViolation"],
    ["1.7 an extra property", "Reset", { type: "Soft", now: true }, "FormationViolation"],
  ])("%s is a CALLERROR with the 1.6 spelling", async (_name, action, payload, code) => {
    const rig = await startedRig();
    const answer = await ask(rig, action, payload);
    expect(answer).toMatchObject({ code: "csms.call-error", details: { errorCode: code } });
    expect(rig.desk.commands).toEqual([]);
    await rig.client.stop();
  });

  it("a failure inside is an InternalError and the station goes on", async () => {
    const rig = await startedRig();
    rig.desk.effect = () => {
      throw new TypeError("bug");
    };
    expect(await ask(rig, "ClearCache", {})).toMatchObject({ details: { errorCode: "InternalError" } });
    report(rig, 1, "charging");
    await rig.clock.advance(seconds(2));
    expect(rig.csms.of("StatusNotification").at(-1)?.payload["status"]).toBe("Charging");
    await rig.client.stop();
  });

  const accept: CommandOutcome = "accepted";
  it.each([
    ["RemoteStartTransaction", { idTag: "A" }, { type: "remoteStart", token: "A" }, "Accepted"],
    [
      "RemoteStartTransaction",
      { idTag: "A", connectorId: 1 },
      { type: "remoteStart", token: "A", evse: 1 },
      "Accepted",
    ],
    ["Reset", { type: "Soft" }, { type: "reset", kind: "soft" }, "Accepted"],
    ["Reset", { type: "Hard" }, { type: "reset", kind: "hard" }, "Accepted"],
    ["ClearCache", {}, { type: "clearCache" }, "Accepted"],
    [
      "ChangeAvailability",
      { connectorId: 0, type: "Inoperative" },
      { type: "changeAvailability", operative: false },
      "Accepted",
    ],
    [
      "ChangeAvailability",
      { connectorId: 1, type: "Operative" },
      { type: "changeAvailability", operative: true, evse: 1 },
      "Accepted",
    ],
  ])("%s %j becomes a command", async (action, payload, command, status) => {
    const rig = await startedRig();
    rig.desk.outcome = accept;
    expect(await ask(rig, action, payload)).toEqual({ status });
    expect(rig.desk.commands).toEqual([command]);
    await rig.client.stop();
  });

  it.each([
    ["7.10", "RemoteStartTransaction", { idTag: "A", connectorId: 0 }, "Rejected"],
    ["3.8", "RemoteStopTransaction", { transactionId: 77 }, "Rejected"],
    ["3.8", "RemoteStopTransaction", { transactionId: -1 }, "Rejected"],
    ["7.12", "UnlockConnector", { connectorId: 0 }, "NotSupported"],
    ["13.1", "DataTransfer", { vendorId: "x", data: "y" }, "UnknownVendorId"],
    ["5.11", "SendLocalList", { listVersion: 1, updateType: "Full" }, "Accepted"],
  ])("%s %s %j is answered without asking the desk", async (_rule, action, payload, status) => {
    const rig = await startedRig();
    expect(await ask(rig, action, payload)).toEqual({ status });
    expect(rig.desk.commands).toEqual([]);
    await rig.client.stop();
  });

  it.each([
    ["ChangeAvailability", { connectorId: 1, type: "Inoperative" }, "scheduled", "Scheduled"],
    ["ChangeAvailability", { connectorId: 9, type: "Inoperative" }, "unknownEvse", "Rejected"],
    ["RemoteStartTransaction", { idTag: "A", connectorId: 9 }, "unknownEvse", "Rejected"],
    ["Reset", { type: "Soft" }, "scheduled", "Accepted"],
    ["ClearCache", {}, "notSupported", "Rejected"],
  ] as const)("1.5 %s %j with outcome %s is %s", async (action, payload, outcome, status) => {
    const rig = await startedRig();
    rig.desk.outcome = outcome;
    expect(await ask(rig, action, payload)).toEqual({ status });
    await rig.client.stop();
  });

  it.each([
    [1, "unlocked", "Unlocked"],
    [1, "failed", "UnlockFailed"],
    [9, "unlocked", "NotSupported"],
  ] as const)("7.12 UnlockConnector %i with outcome %s is %s", async (connectorId, outcome, status) => {
    const rig = await startedRig();
    rig.unlocking.outcome = outcome;
    expect(await ask(rig, "UnlockConnector", { connectorId })).toEqual({ status });
    await rig.client.stop();
  });

  it("7.11 ignores the charging profile of a remote start", async () => {
    const rig = await startedRig();
    const chargingSchedule = { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit: 6.1 }] };
    const chargingProfile = {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: "TxProfile",
      chargingProfileKind: "Relative",
      chargingSchedule,
    };
    expect(await ask(rig, "RemoteStartTransaction", { idTag: "A", chargingProfile })).toEqual({ status: "Accepted" });
    await rig.client.stop();
  });

  it("a remote stop finds the transaction by the number that the CSMS gave, until it has ended", async () => {
    const rig = await startedRig();
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(1));
    expect(await ask(rig, "RemoteStopTransaction", { transactionId: 1 })).toEqual({ status: "Accepted" });
    expect(rig.desk.commands).toEqual([{ type: "remoteStop", transactionId: "T1" }]);
    addTransaction(rig, "T2");
    await rig.clock.advance(seconds(1));
    expect(await ask(rig, "RemoteStopTransaction", { transactionId: 2 })).toEqual({ status: "Rejected" });
    await rig.client.stop();
  });

  it("5.14 what a command causes is told after the answer to it", async () => {
    const rig = await startedRig();
    const order: string[] = [];
    rig.desk.effect = () => {
      report(rig, 1, "preparing");
    };
    rig.csms.on("StatusNotification", () => {
      order.push("StatusNotification");
      return result({});
    });
    const answer = rig.csms.call("RemoteStartTransaction", { idTag: "A" }).then(() => order.push("answer"));
    await rig.clock.advance(seconds(1));
    await answer;
    expect(order).toEqual(["answer", "StatusNotification"]);
    await rig.client.stop();
  });

  it("10.2 GetConfiguration without keys gives every key and what is asked for otherwise", async () => {
    const rig = await startedRig();
    const all = await ask(rig, "GetConfiguration", {});
    expect(all).toMatchObject({ configurationKey: expect.any(Array) as unknown });
    expect((all as { configurationKey: unknown[] }).configurationKey).toHaveLength(variableNames.length);
    expect(await ask(rig, "GetConfiguration", { key: ["heartbeatinterval", "Nope"] })).toEqual({
      configurationKey: [{ key: "HeartbeatInterval", readonly: false, value: "300" }],
      unknownKey: ["Nope"],
    });
    await rig.client.stop();
  });

  it.each([
    ["HeartbeatInterval", "20", "Accepted"],
    ["heartbeatinterval", "20", "Accepted"],
    ["HeartbeatInterval", "-1", "Rejected"],
    ["WebSocketPingInterval", "-1", "Rejected"],
    ["WebSocketPingInterval", "20", "RebootRequired"],
    ["NumberOfConnectors", "2", "Rejected"],
    ["MeterValuesSampledData", "Voltage,Nonsense", "Rejected"],
    ["Nope", "1", "NotSupported"],
  ])("10.1 ChangeConfiguration %s=%s is %s", async (key, value, status) => {
    const rig = await startedRig();
    expect(await ask(rig, "ChangeConfiguration", { key, value })).toEqual({ status });
    await rig.client.stop();
  });

  it.each([
    [{ requestedMessage: "StatusNotification", connectorId: 1 }, "Accepted", ["StatusNotification"]],
    [{ requestedMessage: "StatusNotification", connectorId: 5 }, "Rejected", []],
    [{ requestedMessage: "Heartbeat" }, "Accepted", ["Heartbeat"]],
    [{ requestedMessage: "FirmwareStatusNotification" }, "Accepted", ["FirmwareStatusNotification"]],
    [{ requestedMessage: "MeterValues" }, "Rejected", []],
  ])("TriggerMessage %j is %s", async (payload, status, actions) => {
    const rig = await startedRig();
    rig.csms.received.length = 0;
    expect(await ask(rig, "TriggerMessage", payload)).toEqual({ status });
    expect(rig.csms.actions()).toEqual(actions);
    await rig.client.stop();
  });
});

describe("status notifications", () => {
  const statuses = (rig: ClientRig) => rig.csms.of("StatusNotification").map(({ payload }) => payload["status"]);

  it("2.7 tells after a time offline only what is different, and no history", async () => {
    const rig = await startedRig();
    report(rig, 1, "preparing");
    await rig.clock.advance(seconds(1));
    rig.csms.received.length = 0;
    rig.link.down();
    await rig.clock.advance(seconds(1));
    for (const status of ["charging", "finishing", "available"] as const) report(rig, 1, status);
    rig.link.up();
    await rig.clock.advance(minutes(1));
    expect(rig.csms.of("StatusNotification").map(({ payload }) => payload["connectorId"])).toEqual([1]);
    expect(statuses(rig)).toEqual(["Available"]);
    await rig.client.stop();
  });

  it("6.4 keeps back a state that is shorter than MinimumStatusDuration", async () => {
    const rig = await startedRig({ MinimumStatusDuration: "5" });
    await rig.clock.advance(seconds(10));
    rig.csms.received.length = 0;
    report(rig, 1, "preparing");
    await rig.clock.advance(seconds(3));
    report(rig, 1, "charging");
    await rig.clock.advance(seconds(4));
    expect(statuses(rig)).toEqual([]);
    await rig.clock.advance(seconds(2));
    expect(statuses(rig)).toEqual(["Charging"]);
    report(rig, 1, "suspendedEV");
    await rig.clock.advance(seconds(1));
    report(rig, 1, "charging");
    await rig.clock.advance(seconds(20));
    expect(statuses(rig)).toEqual(["Charging"]);
    await rig.client.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("sends a state once although the CSMS refuses it", async () => {
    const rig = await startedRig();
    rig.csms.received.length = 0;
    rig.csms.on("StatusNotification", () => callError("GenericError"));
    report(rig, 1, "charging");
    await rig.clock.advance(minutes(4));
    expect(statuses(rig)).toEqual(["Charging"]);
    await rig.client.stop();
  });
});

describe("authorize", () => {
  const token = idToken("CARD");

  it("gives status, parent and expiry, and 5.8 writes them to the cache", async () => {
    const rig = await startedRig();
    const idTagInfo = { status: "Blocked", parentIdTag: "FAMILY", expiryDate: "2031-01-01T00:00:00+01:00" };
    rig.csms.on("Authorize", () => result({ idTagInfo }));
    const answer = rig.client.authorize(token);
    await rig.clock.advance(seconds(1));
    const info = { status: "blocked", parent: "FAMILY", expiresAt: epochMillis(Date.parse("2030-12-31T23:00:00Z")) };
    await expect(answer).resolves.toEqual({ kind: "answered", answer: info });
    expect(rig.tokens.find(token)).toEqual(info);
    await rig.client.stop();
  });

  it.each([
    ["a CALLERROR", () => callError("InternalError")],
    ["silence", () => undefined],
    ["an unknown status", () => result({ idTagInfo: { status: "Maybe" } })],
    ["nothing", () => result({})],
  ])("is unreachable after %s and nothing is cached", async (_name, script) => {
    const rig = await startedRig();
    rig.csms.on("Authorize", script);
    const answer = rig.client.authorize(token);
    await rig.clock.advance(seconds(31));
    await expect(answer).resolves.toEqual({ kind: "unreachable" });
    expect(rig.tokens.find(token)).toBeUndefined();
    await rig.client.stop();
  });

  it("is unreachable at once offline, and when the connection is lost on the way", async () => {
    const rig = await startedRig();
    rig.csms.on("Authorize", () => undefined);
    const lost = rig.client.authorize(token);
    const queued = rig.client.authorize(token);
    await rig.clock.advance(seconds(1));
    rig.link.down();
    await rig.clock.advance(seconds(1));
    await expect(Promise.all([lost, queued])).resolves.toEqual([{ kind: "unreachable" }, { kind: "unreachable" }]);
    await expect(rig.client.authorize(token)).resolves.toEqual({ kind: "unreachable" });
    await rig.client.stop();
  });

  it("5.8 caches the news of a start too, but neither ConcurrentTx nor anything while the cache is off", async () => {
    const rig = await startedRig();
    const said = (status: string) => () => result({ transactionId: 1, idTagInfo: { status } });
    rig.csms.on("StartTransaction", said("ConcurrentTx"));
    addTransaction(rig, "T1", { isEnded: false });
    await rig.clock.advance(seconds(1));
    expect(rig.tokens.find(idToken("TOKEN1"))).toBeUndefined();
    expect(rig.answers.map(({ info }) => info.status)).toEqual(["concurrentTx"]);
    rig.variables.set("authorizationCacheEnabled", "false");
    rig.csms.on("StartTransaction", said("Accepted"));
    addTransaction(rig, "T2", { isEnded: false });
    await rig.clock.advance(seconds(1));
    expect(rig.tokens.find(idToken("TOKEN1"))).toBeUndefined();
    rig.variables.set("authorizationCacheEnabled", "true");
    addTransaction(rig, "T3", { isEnded: false });
    await rig.clock.advance(seconds(1));
    expect(rig.tokens.find(idToken("token1"))).toEqual({ status: "accepted" });
    await rig.client.stop();
  });

  it("reports a connector it knows by its number", async () => {
    const rig = await startedRig();
    rig.client.reportStatus({ evse: evseId(2), status: "available", at: rig.clock.now() });
    await rig.clock.advance(seconds(1));
    expect(rig.csms.of("StatusNotification").at(-1)?.payload["connectorId"]).toBe(2);
    await rig.client.stop();
  });
});
