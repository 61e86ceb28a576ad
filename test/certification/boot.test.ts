import { describe, expect, it } from "vitest";
import { Laboratory, status } from "#test/support/laboratory";

const answerTo = (status: string, interval: number) => () => ({
  status,
  currentTime: new Date(Date.now()).toISOString(),
  interval,
});

describe("certification of boot and reset", () => {
  it("TC_001 4.2 a cold boot: BootNotification, then the state of the station and of each connector", async () => {
    const lab = await Laboratory.open({ station: { vendor: "Borne", model: "Bench" } });
    await lab.powerOn();
    await lab.comes("BootNotification", { chargePointVendor: "Borne", chargePointModel: "Bench" });
    await lab.comeAll(status("Available", 0), status("Available", 1));
    expect(lab.count("BootNotification")).toBe(1);
  });

  it("TC_002 4.3 4.4 a pending boot: configurable, charges nobody, asks again after the interval", async () => {
    const lab = await Laboratory.open();
    lab.csms.on("BootNotification", answerTo("Pending", 60));
    await lab.powerOn();
    await lab.comes("BootNotification");
    expect(await lab.call("GetConfiguration", { key: ["HeartbeatInterval"] })).toMatchObject({
      configurationKey: [{ key: "HeartbeatInterval" }],
    });
    expect(await lab.configure("MeterValueSampleInterval", "30")).toEqual({ status: "Accepted" });
    expect(await lab.call("RemoteStartTransaction", { idTag: "CARD-1", connectorId: 1 })).toEqual({
      status: "Rejected",
    });
    expect(await lab.call("TriggerMessage", { requestedMessage: "StatusNotification", connectorId: 1 })).toEqual({
      status: "Accepted",
    });
    await lab.comes(...status("Available"));
    lab.csms.normal("BootNotification");
    await lab.comes("BootNotification");
    await lab.comeAll(status("Available", 0), status("Available", 1));
  });

  it("TC_002 4.8 a pending boot can be hurried by TriggerMessage, an accepted one cannot", async () => {
    const lab = await Laboratory.open();
    lab.csms.on("BootNotification", answerTo("Pending", 3600));
    await lab.powerOn();
    await lab.comes("BootNotification");
    lab.csms.normal("BootNotification");
    expect(await lab.call("TriggerMessage", { requestedMessage: "BootNotification" })).toEqual({ status: "Accepted" });
    await lab.comes("BootNotification");
    await lab.comes(...status("Available"));
    expect(await lab.call("TriggerMessage", { requestedMessage: "BootNotification" })).toEqual({ status: "Rejected" });
  });

  it("4.5 a rejected boot: silence until the interval is over", async () => {
    const lab = await Laboratory.open();
    lab.csms.on("BootNotification", answerTo("Rejected", 60));
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.plugIn();
    await lab.present("CARD-1");
    await lab.comes("BootNotification");
    expect(new Set(lab.csms.actions())).toEqual(new Set(["BootNotification"]));
    lab.csms.normal("BootNotification");
    await lab.comes("BootNotification");
    await lab.comes("StatusNotification", { connectorId: 1 });
  });

  it.each([
    { name: "TC_013", type: "Hard" },
    { name: "TC_014", type: "Soft" },
  ])("$name a $type reset without a transaction: it boots again", async ({ type }) => {
    const lab = await Laboratory.ready();
    expect(await lab.call("Reset", { type })).toEqual({ status: "Accepted" });
    expect(await lab.charger.exit).toEqual({ code: 75, signal: null });
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.comes(...status("Available"));
    expect(lab.count("StopTransaction")).toBe(0);
  });

  it.each([
    { name: "TC_015", type: "Hard", reason: "HardReset" },
    { name: "TC_016", type: "Soft", reason: "SoftReset" },
  ])("$name a $type reset with a transaction: it ends first, once", async ({ type, reason }) => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    expect(await lab.call("Reset", { type })).toEqual({ status: "Accepted" });
    await lab.charger.exit;
    await lab.powerOn();
    await lab.comes("StopTransaction", { transactionId, reason });
    expect(lab.count("StopTransaction")).toBe(1);
  });

  it("TC_032 a power failure in a transaction: it ends at the next boot with PowerLoss", async () => {
    const lab = await Laboratory.ready();
    const transactionId = await lab.charge();
    await lab.powerOff();
    lab.expectNone("StopTransaction");
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.comes("StopTransaction", { transactionId, reason: "PowerLoss" });
    expect(lab.count("StopTransaction")).toBe(1);
  });

  it("TC_034 4.10 a power failure does not make an unavailable connector available", async () => {
    const lab = await Laboratory.ready();
    expect(await lab.call("ChangeAvailability", { connectorId: 1, type: "Inoperative" })).toEqual({
      status: "Accepted",
    });
    await lab.comes(...status("Unavailable"));
    await lab.powerOff();
    await lab.powerOn();
    await lab.comes("BootNotification");
    await lab.comes(...status("Unavailable"));
    expect(await lab.call("ChangeAvailability", { connectorId: 1, type: "Operative" })).toEqual({ status: "Accepted" });
    await lab.comes(...status("Available"));
  });
});
