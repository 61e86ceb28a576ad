import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { ask } from "#test/support/rig-calls";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

const accepted = { status: "Accepted" };

describe("the group of the token that began", () => {
  it("5.7 is known from StartTransaction.conf where Authorize.conf had none, and another card of it ends the transaction", async () => {
    const rig = await new VirtualRig().start();
    const idTagInfo = { ...accepted, parentIdTag: "FAMILY" };
    rig.csms.script.once("StartTransaction", { kind: "amend", fields: { idTagInfo } });
    await rig.charge();
    rig.csms.script.once("Authorize", { kind: "amend", fields: { idTagInfo } });
    await rig.clock.advance(minutes(1));
    rig.station.tapCard(OTHER_CARD);
    await rig.until(() => rig.payloads("StopTransaction").length > 0);
    expect(rig.payloads("StopTransaction")[0]).toMatchObject({ idTag: OTHER_CARD, reason: "Local" });
    await rig.stop();
  });

  it("5.6 5.7 is none where StartTransaction.conf has none either, and the other card ends nothing", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    const idTagInfo = { ...accepted, parentIdTag: "FAMILY" };
    rig.csms.script.once("Authorize", { kind: "amend", fields: { idTagInfo } });
    await rig.clock.advance(minutes(1));
    rig.station.tapCard(OTHER_CARD);
    await rig.clock.advance(minutes(1));
    expect(rig.payloads("StopTransaction")).toEqual([]);
    await rig.stop();
  });
});

describe("a transaction whose token lost its authorization", () => {
  it("5.19 is not taken over by another token that would be accepted", async () => {
    const rig = await new VirtualRig({ variables: { StopTransactionOnInvalidId: "false" } }).start();
    rig.csms.script.once("StartTransaction", { kind: "amend", fields: { idTagInfo: { status: "Blocked" } } });
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "SuspendedEVSE");
    const energy = rig.truthWh();
    rig.station.tapCard(OTHER_CARD);
    await rig.clock.advance(minutes(3));
    expect(rig.status()).toBe("SuspendedEVSE");
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    expect(rig.payloads("StopTransaction")).toEqual([]);
    expect(rig.truthWh() - energy).toBeLessThan(1);
    await rig.stop();
  });
});

describe("tokens", () => {
  it("5.9 ReserveNow brings nothing into the authorization cache", async () => {
    const rig = await new VirtualRig().start();
    const expiryDate = new Date(rig.clock.now() + minutes(10)).toISOString();
    const request = { connectorId: 1, expiryDate, idTag: OTHER_CARD, reservationId: 1 };
    expect(await ask(rig, "ReserveNow", request)).toEqual(accepted);
    await rig.until(() => rig.status() === "Reserved");
    expect(rig.store.tokens.find(idToken(OTHER_CARD))).toBeUndefined();
    await rig.stop();
  });

  it("5.20 have up to 20 characters of any kind, from RemoteStartTransaction to StartTransaction as they are", async () => {
    const rig = await new VirtualRig().start();
    const idTag = "x é/?#[]@!$&'()*+,;=";
    expect(idTag).toHaveLength(20);
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    expect(await ask(rig, "RemoteStartTransaction", { idTag, connectorId: 1 })).toEqual(accepted);
    await rig.until(() => rig.payloads("StartTransaction").length > 0);
    expect(rig.payloads("StartTransaction")[0]).toMatchObject({ idTag });
    await rig.stop();
  });
});

describe("a station that the CSMS has not accepted yet", () => {
  it("4.7 charges nobody, not even for a card that it knows, and does once it is accepted", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.stopAgent();
    rig.csms.configure({ boot: { status: "Pending", intervalSeconds: 120 } });
    await rig.startAgent("boot-2");
    await rig.clock.advance(seconds(10));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(5));
    rig.station.tapCard(CARD);
    await rig.clock.advance(seconds(30));
    expect(rig.station.snapshot().evses[0]?.contactorClosed).toBe(false);
    expect(rig.payloads("StartTransaction")).toHaveLength(1);

    rig.csms.configure({ boot: { status: "Accepted", intervalSeconds: 300 } });
    await rig.until(() => rig.payloads("BootNotification").length === 3, minutes(5));
    await rig.clock.advance(seconds(5));
    rig.station.tapCard(CARD);
    await rig.until(() => rig.payloads("StartTransaction").length === 2);
    await rig.stop();
  });
});
