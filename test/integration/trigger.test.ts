import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { VirtualRig } from "#test/support/virtual-rig";
import { ask } from "#test/support/rig-calls";

/** The messages of the station after a trigger, and its answer. */
async function trigger(rig: VirtualRig, requestedMessage: string, connectorId?: number) {
  const before = rig.csms.messages.length;
  const answer = await ask(rig, "TriggerMessage", {
    requestedMessage,
    ...(connectorId === undefined ? {} : { connectorId }),
  });
  const messages = rig.csms.messages.slice(before).filter(({ direction }) => direction === "received");
  return { answer, actions: messages.map(({ action }) => action), payloads: messages.map(({ payload }) => payload) };
}

const accepted = { status: "Accepted" };
const rejected = { status: "Rejected" };

describe("TriggerMessage", () => {
  it("4.8 BootNotification is Rejected once the station is accepted, and sent while it is Pending", async () => {
    const rig = new VirtualRig();
    rig.csms.configure({ boot: { status: "Pending", intervalSeconds: 600 } });
    await rig.station.start();
    await rig.startAgent();
    await rig.until(() => rig.payloads("BootNotification").length === 1);
    await rig.clock.advance(seconds(5));
    expect(await trigger(rig, "BootNotification")).toMatchObject({ answer: accepted, actions: ["BootNotification"] });
    rig.csms.configure({ boot: { status: "Accepted", intervalSeconds: 600 } });
    await trigger(rig, "BootNotification");
    await rig.until(() => rig.status() === "Available");
    expect(await trigger(rig, "BootNotification")).toMatchObject({ answer: rejected, actions: [] });
    await rig.stop();
  });

  it("Heartbeat is sent", async () => {
    const rig = await new VirtualRig().start();
    expect(await trigger(rig, "Heartbeat")).toMatchObject({ answer: accepted, actions: ["Heartbeat"] });
    await rig.stop();
  });

  it("StatusNotification is sent for one connector, for the station, and for all without a number", async () => {
    const rig = await new VirtualRig().start();
    const connectors = async (connectorId?: number) =>
      (await trigger(rig, "StatusNotification", connectorId)).payloads.map((payload) => JSON.stringify(payload));
    expect(await connectors(1)).toEqual([expect.stringContaining('"connectorId":1')]);
    expect(await connectors(0)).toEqual([expect.stringContaining('"connectorId":0')]);
    expect(await connectors()).toEqual([
      expect.stringContaining('"connectorId":0'),
      expect.stringContaining('"connectorId":1'),
    ]);
    await rig.stop();
  });

  it("7.9 MeterValues gives MeterValuesSampledData of now with context Trigger, without a transaction", async () => {
    const rig = await new VirtualRig({ variables: { MeterValuesSampledData: "Voltage" } }).start();
    const { answer, actions, payloads } = await trigger(rig, "MeterValues", 1);
    expect([answer, actions]).toEqual([accepted, ["MeterValues"]]);
    expect(payloads[0]).toMatchObject({
      connectorId: 1,
      meterValue: [{ sampledValue: [{ measurand: "Voltage", phase: "L1-N", context: "Trigger" }, {}, {}] }],
    });
    expect(payloads[0]).not.toHaveProperty("transactionId");
    await rig.stop();
  });

  it("7.9 MeterValues carries the number of the running transaction", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(seconds(1));
    const { payloads } = await trigger(rig, "MeterValues");
    expect(payloads).toContainEqual(expect.objectContaining({ connectorId: 1, transactionId: 1000 }));
    await rig.stop();
  });

  it("7.9 MeterValues of a meter that is silent is Rejected, because it could not be sent", async () => {
    const rig = await new VirtualRig().start();
    await rig.station.outlet().meter.stop();
    await rig.clock.advance(minutes(1));
    expect(await trigger(rig, "MeterValues")).toMatchObject({ answer: rejected, actions: [] });
    await rig.stop();
  });

  it.each(["DiagnosticsStatusNotification", "FirmwareStatusNotification"])("%s tells Idle", async (action) => {
    const rig = await new VirtualRig().start();
    expect(await trigger(rig, action)).toEqual({
      answer: accepted,
      actions: [action],
      payloads: [{ status: "Idle" }],
    });
    await rig.stop();
  });

  it.each([
    ["StatusNotification", 2],
    ["StatusNotification", -1],
    ["MeterValues", 2],
    ["MeterValues", 0],
  ])("14.3 %s for connector %i, which there is not, is Rejected", async (requestedMessage, connectorId) => {
    const rig = await new VirtualRig().start();
    expect(await trigger(rig, requestedMessage, connectorId)).toMatchObject({ answer: rejected, actions: [] });
    await rig.stop();
  });

  it("4.4 is served while Pending, when nothing else may be sent", async () => {
    const rig = new VirtualRig();
    rig.csms.configure({ boot: { status: "Pending", intervalSeconds: 600 } });
    await rig.station.start();
    await rig.startAgent();
    await rig.until(() => rig.payloads("BootNotification").length === 1);
    await rig.clock.advance(seconds(5));
    expect((await trigger(rig, "MeterValues")).actions).toEqual(["MeterValues"]);
    expect((await trigger(rig, "FirmwareStatusNotification")).actions).toEqual(["FirmwareStatusNotification"]);
    await rig.stop();
  });
});
