import { describe, expect, it } from "vitest";
import { hours, seconds } from "#hal/core/units";
import { CARD, type RigOptions, VirtualRig } from "#test/support/virtual-rig";

/** As it is on a wall, but for live values of the meter, which somebody at the page wants every second. */
const usual: RigOptions = { meterInterval: seconds(10), variables: { MeterValueSampleInterval: "60" } };

/** How many timers ring in an hour, those of the virtual devices among them. */
async function wakesOfAnHour(rig: VirtualRig): Promise<number> {
  const before = rig.clock.rung();
  await rig.clock.advance(hours(1));
  return rig.clock.rung() - before;
}

describe("what a station does when there is nothing to do", () => {
  it("wakes for its devices and its back end only: a look at the board each 5 s, at the meter each 10 s", async () => {
    const rig = await new VirtualRig(usual).start();

    expect(await wakesOfAnHour(rig)).toBeLessThan(1750);
    await rig.stop();
  });

  it("wakes no more often while it charges without a price", async () => {
    const rig = await new VirtualRig(usual).start();
    await rig.charge(CARD);

    expect(await wakesOfAnHour(rig)).toBeLessThan(1750);
    await rig.stop();
  });
});
