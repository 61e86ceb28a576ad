import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { VirtualRig } from "#test/support/virtual-rig";

/** What the back end received since the last boot or connection, beside heartbeats. */
function receivedSince(rig: VirtualRig, count: number): readonly string[] {
  return rig.csms.messages
    .filter(({ direction, action }) => direction === "received" && action !== "Heartbeat")
    .slice(count)
    .map(({ action, payload }) => {
      const { connectorId, status } = payload as { connectorId?: number; status?: string };
      return action === "StatusNotification" ? `${String(connectorId)} ${String(status)}` : action;
    });
}

const countOf = (rig: VirtualRig) => receivedSince(rig, 0).length;

describe("states and transactions on one connection", () => {
  it("3.2 leave in the order of events: StartTransaction before Charging, StopTransaction before Finishing", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(seconds(5));
    rig.station.tapCard("04A1B2C3D4E5F6");
    await rig.until(() => rig.status() === "Finishing");
    const told = receivedSince(rig, 0).filter((word) => word !== "MeterValues");
    expect(told.slice(told.indexOf("1 Preparing"))).toEqual([
      "1 Preparing",
      "Authorize",
      "StartTransaction",
      "1 Charging",
      "1 SuspendedEVSE",
      "StopTransaction",
      "1 Finishing",
    ]);
    await rig.stop();
  });

  it("2.7 after an outage the state of now goes before an hour of meter values, and no history is replayed", async () => {
    const rig = await new VirtualRig({ variables: { ConnectionTimeOut: "0" } }).start();
    rig.cutNetwork();
    await rig.clock.advance(seconds(5));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(minutes(1));
    rig.station.unplug();
    await rig.clock.advance(minutes(1));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(10));
    const before = countOf(rig);
    rig.mendNetwork();
    await rig.until(() => rig.status() === "Preparing", minutes(10));
    expect(receivedSince(rig, before)).toEqual(["1 Preparing"]);
    await rig.stop();
  });

  it("2.7 a charge that goes on through an outage is told as it is now, before what was queued", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    rig.cutNetwork();
    await rig.clock.advance(minutes(20));
    rig.station.pauseVehicle();
    await rig.clock.advance(minutes(20));
    const before = countOf(rig);
    rig.mendNetwork();
    await rig.until(() => rig.status() === "SuspendedEV", minutes(10));
    await rig.until(() => rig.payloads("MeterValues").length > 200, minutes(10));
    expect(receivedSince(rig, before).slice(0, 2)).toEqual(["1 SuspendedEV", "MeterValues"]);
    await rig.stop();
  });

  it("4.2 after a restart every connector is told before the transactions of the life before", async () => {
    const rig = await new VirtualRig().start();
    rig.cutNetwork();
    await rig.clock.advance(seconds(5));
    await rig.crashAgent();
    await rig.startAgent("boot-2");
    await rig.clock.advance(minutes(1));
    const before = countOf(rig);
    rig.mendNetwork();
    await rig.until(() => countOf(rig) >= before + 3, minutes(10));
    expect(receivedSince(rig, before).slice(0, 3)).toEqual(["BootNotification", "0 Available", "1 Available"]);
    await rig.stop();
  });

  it("3.2 a back end that does not answer a transaction learns the state all the same", async () => {
    const rig = await new VirtualRig({ variables: { MessageTimeout: "5" } }).start();
    rig.csms.script.once("StartTransaction", { kind: "deaf" });
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard("04A1B2C3D4E5F6");
    await rig.until(() => rig.status() === "Charging", seconds(15));
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    await rig.stop();
  });
});
