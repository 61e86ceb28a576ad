import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis, minutes, seconds } from "#hal/core/units";
import { VirtualRig } from "#test/support/virtual-rig";

const ever = { from: epochMillis(0), to: epochMillis(Number.MAX_SAFE_INTEGER) };
const lengths = (rig: VirtualRig) =>
  rig.store.history
    .stays(ever)
    .filter(({ charging }) => charging.length > 0)
    .map(({ from, to, charging }) => ({
      minutes: Math.round((to - from) / 60_000),
      charged: Math.round(charging.reduce((sum, { lasts }) => sum + lasts, 0) / 60),
    }));

describe("how long vehicles stand at the outlet", () => {
  it("is written once, when the vehicle leaves, with the time in which it charged", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(30));
    expect(rig.agent.onSite.present()).toMatchObject([{ evse: 1, charging: [{}] }]);
    expect(lengths(rig)).toEqual([]);
    rig.agent.onSite.handle({ type: "localStop", evse: evseId(1) });
    await rig.clock.advance(minutes(60));
    rig.station.unplug();
    await rig.clock.advance(seconds(10));

    expect(lengths(rig)).toEqual([{ minutes: 90, charged: 30 }]);
    expect(rig.agent.onSite.present()).toEqual([]);
    await rig.stop();
  });

  it("is kept as far as it is known when the program ends, and goes on with the next", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(10));
    await rig.stop();
    expect(lengths(rig)).toEqual([{ minutes: 10, charged: 10 }]);
  });
});
