import { describe, expect, it } from "vitest";
import { epochMillis, hours, seconds } from "#hal/core/units";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";
import { ask } from "#test/support/rig-calls";

const LISTED = "04115700000001";
const PARENT = "FLEET-7";

function line(idTag: string, status = "Accepted", more: object = {}) {
  return { idTag, idTagInfo: { status, ...more } };
}

async function sendList(rig: VirtualRig, listVersion: number, ...localAuthorizationList: object[]): Promise<void> {
  const request = { listVersion, updateType: "Full", localAuthorizationList };
  expect(await ask(rig, "SendLocalList", request)).toEqual({ status: "Accepted" });
}

async function offline(rig: VirtualRig): Promise<void> {
  rig.cutNetwork();
  await rig.clock.advance(seconds(5));
}

async function plugAndTap(rig: VirtualRig, card: string): Promise<void> {
  rig.station.plugIn({ stateOfCharge: 0.1 });
  await rig.clock.advance(seconds(5));
  rig.station.tapCard(card);
  await rig.clock.advance(seconds(10));
}

const isCharging = (rig: VirtualRig) => rig.truthWh() > 0;

describe("the local authorization list", () => {
  it("5.12 GetLocalListVersion tells 0 for an empty list, the version of a filled one, and -1 when it is switched off", async () => {
    const rig = await new VirtualRig().start();
    const version = () => ask(rig, "GetLocalListVersion", {});
    expect(await version()).toEqual({ listVersion: 0 });
    await sendList(rig, 7, line(LISTED));
    expect(await version()).toEqual({ listVersion: 7 });
    await sendList(rig, 8);
    expect(await version()).toEqual({ listVersion: 0 });
    await ask(rig, "ChangeConfiguration", { key: "LocalAuthListEnabled", value: "false" });
    expect(await version()).toEqual({ listVersion: -1 });
    expect(await ask(rig, "SendLocalList", { listVersion: 9, updateType: "Full" })).toEqual({ status: "NotSupported" });
    await rig.stop();
  });

  it("5.11 SendLocalList takes all of an update or nothing", async () => {
    const rig = await new VirtualRig().start();
    await sendList(rig, 3, line(LISTED));
    const differential = (listVersion: number, ...localAuthorizationList: object[]) =>
      ask(rig, "SendLocalList", { listVersion, updateType: "Differential", localAuthorizationList });
    expect(await differential(3, line("NEW"))).toEqual({ status: "VersionMismatch" });
    expect(await differential(4, line("NEW"), line("NEW"))).toEqual({ status: "Failed" });
    expect(await ask(rig, "GetLocalListVersion", {})).toEqual({ listVersion: 3 });
    expect(await differential(4, line("NEW"), { idTag: LISTED })).toEqual({ status: "Accepted" });
    expect(await ask(rig, "GetLocalListVersion", {})).toEqual({ listVersion: 4 });
    await rig.stop();
  });

  it("5.11 SendLocalList of more than SendLocalListMaxLength fails and changes nothing", async () => {
    const rig = await new VirtualRig().start();
    const many = Array.from({ length: 1001 }, (_none, index) => line(`TAG-${String(index)}`));
    const request = { listVersion: 2, updateType: "Full", localAuthorizationList: many };
    expect(await ask(rig, "SendLocalList", request)).toEqual({ status: "Failed" });
    expect(await ask(rig, "GetLocalListVersion", {})).toEqual({ listVersion: 0 });
    await sendList(rig, 2, ...many.slice(1));
    await rig.stop();
  });

  it("5.1 5.4 begins offline with a listed card, also after a restart, and not with one that the list blocks", async () => {
    const rig = await new VirtualRig().start();
    await sendList(rig, 1, line(LISTED), line(OTHER_CARD, "Blocked"));
    await rig.stopAgent();
    rig.cutNetwork();
    await rig.startAgent();
    await rig.clock.advance(seconds(10));
    await plugAndTap(rig, OTHER_CARD);
    expect(isCharging(rig)).toBe(false);
    rig.station.tapCard(LISTED);
    await rig.clock.advance(seconds(20));
    expect(isCharging(rig)).toBe(true);
    await rig.stop();
  });

  it("5.1 the list wins over the cache", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge(CARD);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await sendList(rig, 1, line(CARD, "Blocked"));
    await offline(rig);
    const before = rig.truthWh();
    await plugAndTap(rig, CARD);
    expect(rig.truthWh()).toBe(before);
    await rig.stop();
  });

  it("5.1 entries of the list never go to the cache", async () => {
    const rig = await new VirtualRig().start();
    await sendList(rig, 1, line(CARD));
    await rig.charge(CARD);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await sendList(rig, 2);
    await offline(rig);
    const before = rig.truthWh();
    await plugAndTap(rig, CARD);
    expect(rig.truthWh()).toBe(before);
    await rig.stop();
  });

  it("5.2 LocalPreAuthorize begins with a listed card without Authorize", async () => {
    const rig = await new VirtualRig({ variables: { LocalPreAuthorize: "true" } }).start();
    await sendList(rig, 1, line(CARD));
    await rig.charge(CARD);
    expect(rig.payloads("Authorize")).toEqual([]);
    await rig.stop();
  });

  it("5.8 a listed card whose expiryDate is reached does not begin offline", async () => {
    const rig = await new VirtualRig().start();
    const expiryDate = new Date(rig.clock.now() + hours(1)).toISOString();
    await sendList(rig, 1, line(LISTED, "Accepted", { expiryDate }));
    await offline(rig);
    await rig.clock.advance(hours(2));
    await plugAndTap(rig, LISTED);
    expect(isCharging(rig)).toBe(false);
    await rig.stop();
  });

  it("5.10 StatusNotification LocalListConflict on connector 0 when Authorize contradicts the list, which stays as it is", async () => {
    const rig = await new VirtualRig().start();
    await sendList(rig, 5, line(CARD, "Blocked"));
    rig.station.plugIn();
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Charging");
    const conflicts = rig.payloads("StatusNotification").filter(({ errorCode }) => errorCode === "LocalListConflict");
    expect(conflicts.length).toBeGreaterThanOrEqual(1);
    expect(conflicts[0]).toMatchObject({ connectorId: 0, status: "Available" });
    expect(await ask(rig, "GetLocalListVersion", {})).toEqual({ listVersion: 5 });
    await rig.stop();
  });

  it("5.10 StartTransaction.conf that contradicts the list is told as LocalListConflict too", async () => {
    const rig = await new VirtualRig({
      variables: { LocalPreAuthorize: "true", StopTransactionOnInvalidId: "false" },
    }).start();
    await sendList(rig, 5, line(LISTED));
    await plugAndTap(rig, LISTED);
    const codes = rig.payloads("StatusNotification").map(({ errorCode }) => errorCode);
    expect(codes).toContain("LocalListConflict");
    await rig.stop();
  });

  it("5.6 a card with the same parent in the list ends the transaction without Authorize", async () => {
    const rig = await new VirtualRig({ variables: { LocalPreAuthorize: "true" } }).start();
    await sendList(
      rig,
      1,
      line(CARD, "Accepted", { parentIdTag: PARENT }),
      line(OTHER_CARD, "Accepted", { parentIdTag: PARENT }),
      line(LISTED, "Accepted", { parentIdTag: "ELSE" }),
    );
    await rig.charge(CARD);
    await rig.clock.advance(seconds(5));
    rig.station.tapCard(LISTED);
    await rig.clock.advance(seconds(10));
    expect(rig.status()).toBe("Charging");
    rig.station.tapCard(OTHER_CARD);
    await rig.until(() => rig.payloads("StopTransaction").length > 0);
    expect(rig.payloads("StopTransaction")[0]).toMatchObject({ idTag: OTHER_CARD, reason: "Local" });
    await rig.stop();
  });
});

describe("the authorization cache", () => {
  it("5.8 a cached card whose expiryDate is reached counts as Expired", async () => {
    const rig = new VirtualRig();
    rig.csms.configure({
      tokens: [{ idTag: CARD, status: "Accepted", expiresAt: epochMillis(rig.clock.now() + hours(1)) }],
    });
    await rig.start();
    await rig.charge(CARD);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await offline(rig);
    await rig.clock.advance(hours(2));
    const before = rig.truthWh();
    await plugAndTap(rig, CARD);
    expect(rig.truthWh()).toBe(before);
    await rig.stop();
  });

  it("5.8 ClearCache is Rejected without a cache, and otherwise forgets the cards", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge(CARD);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    expect(await ask(rig, "ClearCache", {})).toEqual({ status: "Accepted" });
    await ask(rig, "ChangeConfiguration", { key: "AuthorizationCacheEnabled", value: "false" });
    expect(await ask(rig, "ClearCache", {})).toEqual({ status: "Rejected" });
    await ask(rig, "ChangeConfiguration", { key: "AuthorizationCacheEnabled", value: "true" });
    await offline(rig);
    const before = rig.truthWh();
    await plugAndTap(rig, CARD);
    expect(rig.truthWh()).toBe(before);
    await rig.stop();
  });
});
