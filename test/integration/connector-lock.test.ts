import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { minutes, seconds } from "#hal/core/units";
import { ask } from "#test/support/rig-calls";
import { CARD, OTHER_CARD, type RigOptions, VirtualRig } from "#test/support/virtual-rig";

const lockRig = (options: RigOptions = {}) => new VirtualRig({ hasLock: true, ...options }).start();

/** The answer to UnlockConnector, however long it takes. */
async function unlock(rig: VirtualRig): Promise<unknown> {
  let answer: unknown;
  rig.csms.call("UnlockConnector", { connectorId: 1 }).then(
    (payload) => (answer = payload),
    (error: unknown) => (answer = error),
  );
  await rig.until(() => answer !== undefined, seconds(40));
  return answer;
}

/** The same asked for on the page. */
async function unlockByHand(rig: VirtualRig): Promise<unknown> {
  let outcome: unknown;
  rig.agent.onSite.unlock(evseId(1)).then(
    (came) => (outcome = came),
    (error: unknown) => (outcome = error),
  );
  await rig.until(() => outcome !== undefined, seconds(60));
  return outcome;
}

/** A charge whose token the back end refuses with StartTransaction.conf. */
async function deauthorized(rig: VirtualRig): Promise<void> {
  rig.csms.script.once("StartTransaction", { kind: "amend", fields: { idTagInfo: { status: "Blocked" } } });
  rig.station.plugIn({ stateOfCharge: 0.1 });
  await rig.until(() => rig.status() === "Preparing");
  rig.station.tapCard(CARD);
  await rig.until(() => rig.payloads("StopTransaction").length > 0);
  await rig.clock.advance(seconds(5));
}

const lastReport = (rig: VirtualRig) => rig.payloads("StatusNotification").at(-1);

describe("the lock of a connector", () => {
  it("7.12 holds the plug from the token on, through the charge, and lets it go when the transaction is over", async () => {
    const rig = await lockRig();
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    expect(rig.lock.position()).toBe("unlocked");

    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.lock.position()).toBe("locked");
    expect(rig.reports()).toEqual(["Available", "Preparing", "Charging"]);

    await rig.clock.advance(seconds(10));
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Finishing");
    await rig.clock.advance(seconds(1));
    expect(rig.lock.position()).toBe("unlocked");
    await rig.stop();
  });

  it("7.12 opens only when the contactor is open", async () => {
    const rig = await lockRig();
    await rig.charge();
    const opened: boolean[] = [];
    rig.lock.changes.listen(() => opened.push(rig.station.outlet().snapshot().contactorClosed));
    await rig.clock.advance(seconds(10));
    rig.station.tapCard(CARD);
    await rig.until(() => rig.lock.position() === "unlocked");
    expect(opened).toEqual([false]);
    await rig.stop();
  });

  it("6.7 stays locked while the vehicle is away and StopTransactionOnEVSideDisconnect is false", async () => {
    const rig = await lockRig({
      variables: { StopTransactionOnEVSideDisconnect: "false", UnlockConnectorOnEVSideDisconnect: "true" },
    });
    await rig.charge();
    rig.station.unplug();
    await rig.until(() => rig.status() === "SuspendedEV");
    await rig.clock.advance(minutes(2));
    expect(rig.lock.position()).toBe("locked");
    await rig.stop();
  });

  it("6.7 is opened by UnlockConnectorOnEVSideDisconnect when the vehicle leaves", async () => {
    const rig = await lockRig();
    await rig.charge();
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.clock.advance(seconds(1));
    expect(rig.lock.position()).toBe("unlocked");
    expect(rig.payloads("StopTransaction")[0]).toMatchObject({ reason: "EVDisconnected" });
    await rig.stop();
  });

  it("6.7 keeps the cable without UnlockConnectorOnEVSideDisconnect until its owner shows the token", async () => {
    const rig = await lockRig();
    expect(await ask(rig, "ChangeConfiguration", { key: "UnlockConnectorOnEVSideDisconnect", value: "false" })).toEqual(
      { status: "Accepted" },
    );
    await rig.charge();
    rig.station.unplug();
    await rig.until(() => rig.status() === "Finishing");
    await rig.clock.advance(minutes(5));
    expect([rig.lock.position(), rig.status()]).toEqual(["locked", "Finishing"]);

    rig.station.tapCard(OTHER_CARD);
    await rig.clock.advance(seconds(10));
    expect(rig.lock.position()).toBe("locked");
    expect(rig.payloads("StartTransaction")).toHaveLength(1);

    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Available");
    await rig.clock.advance(seconds(1));
    expect(rig.lock.position()).toBe("unlocked");
    await rig.stop();
  });

  it("5.13 keeps the cable of a token that was refused until the same token is shown", async () => {
    const rig = await lockRig();
    await deauthorized(rig);
    expect(rig.payloads("StopTransaction")[0]).toMatchObject({ reason: "DeAuthorized" });
    expect([rig.lock.position(), rig.status()]).toEqual(["locked", "Finishing"]);

    rig.station.tapCard(CARD);
    await rig.until(() => rig.lock.position() === "unlocked");
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    await rig.stop();
  });

  it("5.13 lets the cable go for another token of the same group, and for no other", async () => {
    const rig = await lockRig();
    const parentIdTag = "FLEET";
    rig.csms.script.once("Authorize", { kind: "amend", fields: { idTagInfo: { status: "Accepted", parentIdTag } } });
    await deauthorized(rig);

    rig.station.tapCard(OTHER_CARD);
    await rig.clock.advance(seconds(10));
    expect(rig.lock.position()).toBe("locked");

    rig.csms.script.once("Authorize", { kind: "amend", fields: { idTagInfo: { status: "Accepted", parentIdTag } } });
    rig.station.tapCard(OTHER_CARD);
    await rig.until(() => rig.lock.position() === "unlocked");
    await rig.stop();
  });

  it("7.10 a kept cable keeps the outlet: RemoteStartTransaction is Rejected", async () => {
    const rig = await lockRig();
    await deauthorized(rig);
    expect(await ask(rig, "RemoteStartTransaction", { idTag: OTHER_CARD, connectorId: 1 })).toEqual({
      status: "Rejected",
    });
    await rig.stop();
  });

  it("gives no energy while it does not close, tells ConnectorLockFailure, and charges once it does", async () => {
    const rig = await lockRig();
    rig.lock.setJammed(true);
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Faulted");
    expect(lastReport(rig)).toMatchObject({ errorCode: "ConnectorLockFailure", vendorErrorCode: "lock.jammed" });
    await rig.clock.advance(minutes(1));
    expect(rig.truthWh()).toBe(0);

    rig.lock.setJammed(false);
    await rig.until(() => rig.status() === "Charging");
    expect(lastReport(rig)).toMatchObject({ errorCode: "NoError" });
    await rig.stop();
  });

  it("cuts the energy when somebody opens it by hand, closes again and goes on", async () => {
    const rig = await lockRig();
    await rig.charge();
    rig.lock.forceOpen();
    await rig.until(() => rig.lock.position() === "locked", seconds(2));
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("StopTransaction")).toEqual([]);
    await rig.stop();
  });

  it("lets the plug go when the agent ends in order", async () => {
    const rig = await lockRig();
    await rig.charge();
    await rig.stopAgent();
    expect(rig.lock.position()).toBe("unlocked");
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("after a crash the plug is let go when the interrupted transaction is closed", async () => {
    const rig = await lockRig();
    await rig.charge();
    await rig.crashAgent();
    expect(rig.lock.position()).toBe("locked");
    await rig.startAgent("boot-2");
    await rig.until(() => rig.payloads("StopTransaction").length > 0);
    await rig.clock.advance(seconds(2));
    expect(rig.lock.position()).toBe("unlocked");
    await rig.stop();
  });
});

describe("UnlockConnector", () => {
  it("7.12 ends the transaction with UnlockCommand, and then says Unlocked", async () => {
    const rig = await lockRig();
    await rig.charge();
    expect(await unlock(rig)).toEqual({ status: "Unlocked" });
    expect(rig.lock.position()).toBe("unlocked");
    await rig.until(() => rig.payloads("StopTransaction").length > 0);
    expect(rig.payloads("StopTransaction")[0]).toMatchObject({ reason: "UnlockCommand" });
    await rig.until(() => rig.status() === "Finishing");
    await rig.stop();
  });

  it("7.12 is tried without a transaction and without a cable", async () => {
    const rig = await lockRig();
    expect(await unlock(rig)).toEqual({ status: "Unlocked" });
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    expect(await unlock(rig)).toEqual({ status: "Unlocked" });
    expect(rig.status()).toBe("Preparing");
    await rig.stop();
  });

  it("7.12 lets a kept cable go", async () => {
    const rig = await lockRig();
    await deauthorized(rig);
    expect(await unlock(rig)).toEqual({ status: "Unlocked" });
    expect(rig.lock.position()).toBe("unlocked");
    await rig.stop();
  });

  it("7.12 says UnlockFailed of a lock that does not move and tells ConnectorLockFailure; it goes on trying", async () => {
    const rig = await lockRig();
    await rig.charge();
    rig.lock.setJammed(true);
    expect(await unlock(rig)).toEqual({ status: "UnlockFailed" });
    await rig.until(() => lastReport(rig)?.["errorCode"] === "ConnectorLockFailure");
    expect(rig.payloads("StopTransaction")[0]).toMatchObject({ reason: "UnlockCommand" });
    rig.lock.setJammed(false);
    await rig.until(() => rig.lock.position() === "unlocked");
    await rig.until(() => lastReport(rig)?.["errorCode"] === "NoError");
    await rig.stop();
  });

  it("7.12 still ends one session when two requests come at once", async () => {
    const rig = await lockRig();
    await rig.charge();
    const answers = Promise.all([unlock(rig), rig.csms.call("UnlockConnector", { connectorId: 1 })]);
    await rig.clock.advance(seconds(15));
    expect(await answers).toEqual([{ status: "Unlocked" }, { status: "Unlocked" }]);
    expect(rig.payloads("StopTransaction")).toHaveLength(1);
    await rig.stop();
  });
});

describe("UnlockConnectorOnEVSideDisconnect", () => {
  it.each([
    { hasLock: true, readonly: false, value: "true", status: "Accepted" },
    { hasLock: false, readonly: true, value: "false", status: "Rejected" },
  ])("10.1 with a lock $hasLock is read-only $readonly", async ({ hasLock, readonly, value, status }) => {
    const rig = await new VirtualRig({ hasLock }).start();
    const key = "UnlockConnectorOnEVSideDisconnect";
    expect(await ask(rig, "GetConfiguration", { key: [key] })).toEqual({
      configurationKey: [{ key, readonly, value }],
    });
    expect(await ask(rig, "ChangeConfiguration", { key, value: "false" })).toEqual({ status });
    await rig.stop();
  });
});

describe("the lock for those on site", () => {
  it("lets go of the plug of a charge, which ends with it", async () => {
    const rig = await lockRig();
    await rig.charge();
    const { onSite } = rig.agent;
    expect(onSite.state().evses["1"]?.lock).toBe("locked");
    expect(onSite.equipment().outlets[0]?.lock).toBe("locked");

    expect([await unlockByHand(rig), onSite.state().evses["1"]?.lock]).toEqual(["unlocked", "unlocked"]);
    await rig.until(() => rig.payloads("StopTransaction").length === 1);
    expect(rig.payloads("StopTransaction")).toMatchObject([{ reason: "UnlockCommand" }]);
    await rig.stop();
  });

  it("that jams is told, and fails the installer's look at it", async () => {
    const rig = await lockRig();
    await rig.charge();
    rig.lock.setJammed(true);
    expect([await unlockByHand(rig), rig.agent.onSite.equipment().outlets[0]?.lock]).toEqual(["failed", "jammed"]);
    await rig.stop();
  });

  it("is not there on an outlet with a cable of its own", async () => {
    const rig = await new VirtualRig().start();
    expect(await rig.agent.onSite.unlock(evseId(1))).toBe("notSupported");
    expect(rig.agent.onSite.state().evses["1"]?.lock).toBeNull();
    await rig.stop();
  });
});
