import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { VirtualRig } from "#test/support/virtual-rig";

async function changeAvailability(rig: VirtualRig, connectorId: number, type: string): Promise<unknown> {
  const answer = rig.csms.call("ChangeAvailability", { connectorId, type });
  await rig.clock.advance(seconds(1));
  return answer;
}

describe("availability over a restart (OCPP 1.6 section 5.2)", () => {
  it("4.10 6.8 ChangeAvailability keeps a change that was scheduled behind a transaction when the agent dies before it could happen", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    expect(await changeAvailability(rig, 1, "Inoperative")).toMatchObject({ status: "Scheduled" });
    await rig.crashAgent();
    await rig.startAgent();
    await rig.until(() => rig.status() === "Unavailable");
    await rig.stop();
  });

  it("6.8 ChangeAvailability leaves a connector that was opened by itself open, although the station as a whole is not", async () => {
    const rig = await new VirtualRig().start();
    await changeAvailability(rig, 0, "Inoperative");
    await changeAvailability(rig, 1, "Operative");
    expect(rig.status(0)).toBe("Unavailable");
    expect(rig.status(1)).toBe("Available");
    await rig.stopAgent();
    const told = rig.reports(1).length;
    await rig.startAgent();
    await rig.until(() => rig.reports(1).length > told);
    expect(rig.status(0)).toBe("Unavailable");
    expect(rig.status(1)).toBe("Available");
    await rig.stop();
  });
});
