import { describe, expect, it } from "vitest";
import { twoEvses } from "#test/support/charger-boot";
import { Laboratory, status } from "#test/support/laboratory";

const HOUR = 3_600_000;

function reservation(more: object = {}): object {
  const expiryDate = new Date(Date.now() + HOUR).toISOString();
  return { connectorId: 1, expiryDate, idTag: "CARD-1", reservationId: 5, ...more };
}

describe("certification of reservations", () => {
  it("TC_046 a reserved connector is charged at by its holder, who uses the reservation up", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("ReserveNow", reservation())).toEqual({ status: "Accepted" });
    await lab.comes(...status("Reserved"));
    await lab.present("CARD-1");
    await lab.comes(...status("Preparing"));
    await lab.plugIn();
    await lab.comes("StartTransaction", { idTag: "CARD-1", reservationId: 5 });
    expect(await lab.call("CancelReservation", { reservationId: 5 })).toEqual({ status: "Rejected" });
  });

  it("TC_046 nobody else charges at a reserved connector", async () => {
    const lab = await Laboratory.ready();
    await lab.call("ReserveNow", reservation());
    await lab.comes(...status("Reserved"));
    expect(await lab.call("RemoteStartTransaction", { connectorId: 1, idTag: "CARD-3" })).toEqual({
      status: "Rejected",
    });
    await lab.present("CARD-3");
    await lab.comes("Authorize", { idTag: "CARD-3" });
    expect(await lab.call("RemoteStartTransaction", { connectorId: 1, idTag: "CARD-1" })).toEqual({
      status: "Accepted",
    });
    await lab.comes(...status("Preparing"));
    await lab.plugIn();
    await lab.comes("StartTransaction", { idTag: "CARD-1", reservationId: 5 });
    expect(lab.count("StartTransaction")).toBe(1);
  });

  it("TC_047 a reservation that is over frees the connector", async () => {
    const lab = await Laboratory.ready();
    await lab.plugIn();
    // By the charger's own time, which runs twenty times as fast.
    const { timestamp } = await lab.comes(...status("Preparing"));
    await lab.plugOut();
    await lab.comes(...status("Available"));
    const expiryDate = new Date(Date.parse(String(timestamp)) + 90_000).toISOString();
    await lab.call("ReserveNow", reservation({ expiryDate }));
    await lab.comes(...status("Reserved"));
    await lab.comes(...status("Available"));
    await lab.charge("CARD-3");
  });

  it("TC_048_1 a faulted connector is not reserved", async () => {
    const lab = await Laboratory.ready();
    await lab.charger.do("raiseError", { evseId: 1, connectorId: 1, code: "x", inoperative: true });
    await lab.comes(...status("Faulted"));
    expect(await lab.call("ReserveNow", reservation())).toEqual({ status: "Faulted" });
  });

  it("TC_048_2 an occupied connector is not reserved", async () => {
    const lab = await Laboratory.ready();
    await lab.charge();
    expect(await lab.call("ReserveNow", reservation())).toEqual({ status: "Occupied" });
  });

  it("TC_048_3 an unavailable connector is not reserved", async () => {
    const lab = await Laboratory.ready();
    await lab.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" });
    await lab.comes(...status("Unavailable"));
    expect(await lab.call("ReserveNow", reservation())).toEqual({ status: "Unavailable" });
  });

  it("TC_049 a reservation of connector 0 leaves its holder the last free connector", async () => {
    const lab = await Laboratory.ready({ evses: twoEvses() });
    await lab.comes(...status("Available", 2));
    expect(await lab.call("ReserveNow", reservation({ connectorId: 0 }))).toEqual({ status: "Accepted" });
    await lab.charge("CARD-3", 1);
    await lab.plugIn(2);
    await lab.present("04A1B2C3D4E5F6", [2]);
    await lab.comes("Authorize", { idTag: "04A1B2C3D4E5F6" });
    await lab.present("CARD-1", [2]);
    await lab.comes("StartTransaction", { connectorId: 2, idTag: "CARD-1", reservationId: 5 });
    expect(lab.count("StartTransaction")).toBe(2);
  });

  it("TC_051 a cancelled reservation frees the connector", async () => {
    const lab = await Laboratory.ready();
    await lab.call("ReserveNow", reservation());
    await lab.comes(...status("Reserved"));
    expect(await lab.call("CancelReservation", { reservationId: 5 })).toEqual({ status: "Accepted" });
    await lab.comes(...status("Available"));
  });

  it("TC_052 a reservation that is not there is not cancelled", async () => {
    const lab = await Laboratory.ready();
    await lab.call("ReserveNow", reservation());
    await lab.comes(...status("Reserved"));
    expect(await lab.call("CancelReservation", { reservationId: 6 })).toEqual({ status: "Rejected" });
    lab.expectNone("StatusNotification");
  });

  it("TC_053 somebody of the holder's group uses the reservation", async () => {
    const lab = await Laboratory.ready();
    await lab.call("ReserveNow", reservation({ parentIdTag: "FAMILY" }));
    await lab.comes(...status("Reserved"));
    await lab.present("CARD-2");
    await lab.comes("Authorize", { idTag: "CARD-2" });
    await lab.comes(...status("Preparing"));
    await lab.plugIn();
    await lab.comes("StartTransaction", { idTag: "CARD-2", reservationId: 5 });
  });

  it("a reservation with the same id takes the place of the one before", async () => {
    const lab = await Laboratory.ready({ evses: twoEvses() });
    await lab.comes(...status("Available", 2));
    await lab.call("ReserveNow", reservation());
    await lab.comes(...status("Reserved", 1));
    expect(await lab.call("ReserveNow", reservation({ connectorId: 2 }))).toEqual({ status: "Accepted" });
    await lab.comeAll(status("Available", 1), status("Reserved", 2));
  });

  it("a reservation outlives a power cut", async () => {
    const lab = await Laboratory.ready();
    await lab.call("ReserveNow", reservation({ expiryDate: new Date(Date.now() + 24 * HOUR).toISOString() }));
    await lab.comes(...status("Reserved"));
    await lab.powerOff();
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.comes(...status("Reserved"));
  });
});
