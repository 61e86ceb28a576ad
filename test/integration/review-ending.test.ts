import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

describe("a station that is about to end", () => {
  it("begins no transaction after a reset has ended the running one", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    const answer = rig.csms.call("Reset", { type: "Soft" });
    await rig.clock.advance(seconds(1));
    expect(await answer).toMatchObject({ status: "Accepted" });
    await rig.until(() => rig.endWishes.length > 0);
    rig.station.tapCard(OTHER_CARD);
    const remote = rig.csms.call("RemoteStartTransaction", { idTag: CARD, connectorId: 1 });
    await rig.clock.advance(seconds(5));
    expect(await remote).toMatchObject({ status: "Rejected" });
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("leaves no timer behind when it ends while somebody waits for the answer to a card", async () => {
    const rig = await new VirtualRig().start();
    rig.csms.script.always("Authorize", { kind: "deaf" });
    rig.station.plugIn();
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(CARD);
    await rig.clock.advance(seconds(1));
    const stopped = rig.agent.stop();
    await rig.clock.advance(seconds(2));
    await stopped;
    await rig.station.stop();
    expect(rig.clock.pending()).toBe(0);
  });
});
