import { describe, expect, it } from "vitest";
import { hours, isoTime, epochMillis, minutes, seconds } from "#hal/core/units";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";
import { ask } from "#test/support/rig-calls";

const PARENT = "FLEET-7";

interface Wanted {
  readonly connectorId?: number;
  readonly reservationId?: number;
  readonly idTag?: string;
  readonly parentIdTag?: string;
  readonly minutes?: number;
}

async function reserve(rig: VirtualRig, { minutes: length = 60, ...wanted }: Wanted = {}): Promise<unknown> {
  const expiryDate = isoTime(epochMillis(rig.clock.now() + minutes(length)));
  const answer = await ask(rig, "ReserveNow", {
    connectorId: 1,
    reservationId: 5,
    idTag: CARD,
    expiryDate,
    ...wanted,
  });
  return (answer as { readonly status: unknown }).status;
}

const cancel = (rig: VirtualRig, reservationId = 5) => ask(rig, "CancelReservation", { reservationId });

async function tap(rig: VirtualRig, card: string): Promise<void> {
  rig.station.tapCard(card);
  await rig.clock.advance(seconds(10));
}

describe("a reservation", () => {
  it("7.14 ReserveNow makes the connector Reserved; its card begins, and StartTransaction carries the id", async () => {
    const rig = await new VirtualRig().start();
    expect(await reserve(rig)).toBe("Accepted");
    await rig.until(() => rig.status() === "Reserved");
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(minutes(3));
    expect(rig.status()).toBe("Reserved");
    await tap(rig, CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("StartTransaction")).toEqual([expect.objectContaining({ idTag: CARD, reservationId: 5 })]);
    expect(rig.reports()).toEqual(["Available", "Reserved", "Preparing", "Charging"]);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    expect(await cancel(rig)).toEqual({ status: "Rejected" });
    await rig.charge(OTHER_CARD);
    expect(rig.payloads("StartTransaction")[1]).not.toHaveProperty("reservationId");
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("7.14 7.10 turns foreign cards and foreign remote starts away", async () => {
    const rig = await new VirtualRig().start();
    await reserve(rig);
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(5));
    await tap(rig, OTHER_CARD);
    expect(rig.status()).toBe("Reserved");
    const start = (idTag: string) => ask(rig, "RemoteStartTransaction", { idTag, connectorId: 1 });
    expect(await start(OTHER_CARD)).toEqual({ status: "Rejected" });
    expect(await start(CARD)).toEqual({ status: "Accepted" });
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("StartTransaction")).toEqual([expect.objectContaining({ idTag: CARD, reservationId: 5 })]);
    await rig.stop();
  });

  it("7.14 lets any card of its parent in, also when only the back end knows the parent", async () => {
    const rig = new VirtualRig({ variables: { LocalPreAuthorize: "true" } });
    rig.csms.configure({
      tokens: [
        { idTag: CARD, status: "Accepted" },
        { idTag: OTHER_CARD, status: "Accepted", parentIdTag: PARENT },
      ],
    });
    await rig.start();
    await ask(rig, "SendLocalList", {
      listVersion: 1,
      updateType: "Full",
      localAuthorizationList: [{ idTag: OTHER_CARD, idTagInfo: { status: "Accepted" } }],
    });
    expect(await reserve(rig, { parentIdTag: PARENT })).toBe("Accepted");
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(5));
    await tap(rig, OTHER_CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("Authorize")).toEqual([{ idTag: OTHER_CARD }]);
    expect(rig.payloads("StartTransaction")[0]).toMatchObject({ idTag: OTHER_CARD, reservationId: 5 });
    await rig.stop();
  });

  it("7.14 the same id replaces, another one is Occupied", async () => {
    const rig = await new VirtualRig().start();
    expect(await reserve(rig)).toBe("Accepted");
    expect(await reserve(rig, { reservationId: 6 })).toBe("Occupied");
    expect(await reserve(rig, { idTag: OTHER_CARD })).toBe("Accepted");
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(5));
    await tap(rig, CARD);
    expect(rig.status()).toBe("Reserved");
    await tap(rig, OTHER_CARD);
    await rig.until(() => rig.status() === "Charging");
    await rig.stop();
  });

  it("7.14 CancelReservation ends it, and is Rejected for an id that is not there", async () => {
    const rig = await new VirtualRig().start();
    await reserve(rig);
    expect(await cancel(rig, 6)).toEqual({ status: "Rejected" });
    expect(await cancel(rig)).toEqual({ status: "Accepted" });
    await rig.until(() => rig.status() === "Available");
    expect(await cancel(rig)).toEqual({ status: "Rejected" });
    await rig.charge(OTHER_CARD);
    await rig.stop();
  });

  it("7.14 ends at its expiryDate with StatusNotification Available; one in the past is Rejected", async () => {
    const rig = await new VirtualRig().start();
    expect(await reserve(rig, { minutes: -1 })).toBe("Rejected");
    await reserve(rig, { minutes: 10 });
    await rig.clock.advance(minutes(9));
    expect(rig.status()).toBe("Reserved");
    await rig.clock.advance(seconds(62));
    expect(rig.status()).toBe("Available");
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("4.10 7.14 survives a restart, and does not when it expired meanwhile", async () => {
    const rig = await new VirtualRig().start();
    await reserve(rig, { minutes: 10 });
    await rig.crashAgent();
    await rig.startAgent();
    await rig.until(() => rig.status() === "Reserved");
    expect(await reserve(rig, { reservationId: 6 })).toBe("Occupied");
    await rig.stopAgent();
    await rig.clock.advance(hours(1));
    const told = rig.reports().length;
    await rig.startAgent();
    await rig.until(() => rig.reports().length > told);
    await rig.clock.advance(seconds(10));
    expect(rig.status()).toBe("Available");
    await rig.charge(OTHER_CARD);
    await rig.stop();
  });

  it("7.14 ReserveNow is Occupied, Unavailable or Rejected where the connector is", async () => {
    const rig = await new VirtualRig().start();
    expect(await reserve(rig, { connectorId: 2 })).toBe("Rejected");
    expect(await reserve(rig, { connectorId: -1 })).toBe("Rejected");
    await ask(rig, "ChangeAvailability", { connectorId: 1, type: "Inoperative" });
    expect(await reserve(rig)).toBe("Unavailable");
    await ask(rig, "ChangeAvailability", { connectorId: 1, type: "Operative" });
    await rig.charge();
    expect(await reserve(rig)).toBe("Occupied");
    expect(await reserve(rig, { connectorId: 0 })).toBe("Occupied");
    await rig.stop();
  });

  it("7.14 ends when the connector becomes Unavailable", async () => {
    const rig = await new VirtualRig().start();
    await reserve(rig);
    await ask(rig, "ChangeAvailability", { connectorId: 1, type: "Inoperative" });
    await rig.until(() => rig.status() === "Unavailable");
    await ask(rig, "ChangeAvailability", { connectorId: 1, type: "Operative" });
    await rig.until(() => rig.status() === "Available");
    expect(await cancel(rig)).toEqual({ status: "Rejected" });
    await rig.stop();
  });

  it("7.14 for connector 0 keeps the last free connector for its holder, and ends with its use", async () => {
    const rig = await new VirtualRig().start();
    expect(await ask(rig, "GetConfiguration", { key: ["ReserveConnectorZeroSupported"] })).toMatchObject({
      configurationKey: [{ readonly: true, value: "true" }],
    });
    expect(await reserve(rig, { connectorId: 0 })).toBe("Accepted");
    expect(rig.status()).toBe("Available");
    expect(await reserve(rig, { reservationId: 6 })).toBe("Occupied");
    await rig.stopAgent();
    await rig.startAgent();
    await rig.clock.advance(seconds(10));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(5));
    await tap(rig, OTHER_CARD);
    expect(rig.payloads("StartTransaction")).toEqual([]);
    await tap(rig, CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("StartTransaction")[0]).toMatchObject({ idTag: CARD, reservationId: 5 });
    expect(await cancel(rig)).toEqual({ status: "Rejected" });
    await rig.stop();
  });

  it("7.14 for connector 0 ends when every connector is Unavailable", async () => {
    const rig = await new VirtualRig().start();
    await reserve(rig, { connectorId: 0 });
    await ask(rig, "ChangeAvailability", { connectorId: 0, type: "Inoperative" });
    expect(await cancel(rig)).toEqual({ status: "Rejected" });
    await rig.stop();
  });
});
