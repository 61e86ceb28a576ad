import { expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

/** The power goes while the start of a charge is committed and not flushed; when it is back, the vehicle is still there. */
async function cutInMidFlush(isLost: boolean) {
  const rig = await new VirtualRig().start();
  rig.disk.delay = seconds(60);
  // The first write finds out how slow it is, and from then on nobody waits for it.
  rig.station.plugIn({ stateOfCharge: 0.1 });
  rig.station.tapCard("04FFFFFFFFFFFF");
  await rig.clock.advance(minutes(2));
  rig.station.tapCard(CARD);
  await rig.until(() => rig.store.sessions.recent(1).length === 1);
  const energyBefore = rig.truthWh();
  const toldBefore = rig.payloads("StartTransaction").length;
  rig.disk.cutPower(isLost);
  await rig.crashAgent();
  const kept = rig.store.sessions.recent(1).length;
  rig.disk.delay = seconds(0);
  await rig.startAgent("boot-2");
  await rig.clock.advance(minutes(5));
  rig.station.unplug();
  await rig.clock.advance(minutes(5));
  const stops = rig.payloads("StopTransaction").length;
  await rig.stop();
  expect(rig.clock.pending()).toBe(0);
  return { energyBefore, toldBefore, kept, stops, losses: rig.disk.losses };
}

it(
  "R2 a power cut in the middle of a flush takes a start that nobody was told and that got no energy",
  { timeout: 60_000 },
  async () => {
    expect(await cutInMidFlush(true)).toEqual({ energyBefore: 0, toldBefore: 0, kept: 0, stops: 0, losses: 1 });
  },
);

it("R2 a power cut at the end of a flush leaves a start that is ended and told", { timeout: 60_000 }, async () => {
  expect(await cutInMidFlush(false)).toMatchObject({ energyBefore: 0, toldBefore: 0, kept: 1, stops: 1, losses: 0 });
});
