import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { ask } from "#test/support/rig-calls";
import { VirtualRig } from "#test/support/virtual-rig";

/** A rig whose process never ends, whatever the agent asks for. */
async function deafRig(retries: string): Promise<VirtualRig> {
  return new VirtualRig({ variables: { ResetRetries: retries } }).start();
}

const failures = (rig: VirtualRig) =>
  rig.payloads("StatusNotification").filter(({ errorCode }) => errorCode === "ResetFailure");

describe("a reset that does not come about", () => {
  it.each([
    ["0", 1],
    ["1", 2],
    ["3", 4],
  ])("7.13 Reset with ResetRetries %s is asked for %i times, and then told as ResetFailure", async (retries, times) => {
    const rig = await deafRig(retries);
    expect(await ask(rig, "Reset", { type: "Hard" })).toEqual({ status: "Accepted" });
    await rig.until(() => failures(rig).length > 0);
    await rig.clock.advance(minutes(5));
    expect(rig.endWishes).toHaveLength(times);
    expect(failures(rig)).toEqual([expect.objectContaining({ connectorId: 0, status: "Available" })]);
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("7.13 leaves a station that charges again", async () => {
    const rig = await deafRig("0");
    await rig.charge();
    await ask(rig, "Reset", { type: "Soft" });
    await rig.until(() => failures(rig).length > 0);
    expect(rig.payloads("StopTransaction")).toEqual([expect.objectContaining({ reason: "SoftReset" })]);
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    await rig.charge();
    await rig.stop();
  });

  it("7.13 nobody can begin while the reset is still awaited", async () => {
    const rig = await deafRig("1");
    await ask(rig, "Reset", { type: "Hard" });
    await rig.until(() => rig.endWishes.length > 0);
    expect(await ask(rig, "RemoteStartTransaction", { idTag: "ANY", connectorId: 1 })).toEqual({ status: "Rejected" });
    await rig.stop();
  });

  it("7.13 a second Reset meanwhile is the same one", async () => {
    const rig = await deafRig("0");
    await ask(rig, "Reset", { type: "Soft" });
    expect(await ask(rig, "Reset", { type: "Hard" })).toEqual({ status: "Accepted" });
    await rig.clock.advance(seconds(60));
    expect(rig.endWishes).toHaveLength(1);
    await rig.stop();
  });

  it("7.13 a Reset that is heard is asked for once", async () => {
    const rig = await new VirtualRig().start();
    await ask(rig, "Reset", { type: "Hard" });
    await rig.until(() => rig.endWishes.length > 0);
    await rig.stopAgent();
    await rig.clock.advance(minutes(2));
    expect(rig.endWishes).toEqual([{ kind: "restart" }]);
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });
});
