import { expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { VirtualRig } from "#test/support/virtual-rig";

it(
  "a disk that becomes slow in a charge is noticed, and the charge is billed as it was",
  { timeout: 60_000 },
  async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    rig.disk.delay = seconds(5);
    await rig.clock.advance(minutes(20));
    const { trouble } = rig.store.health.state();
    rig.disk.delay = seconds(0);
    await rig.clock.advance(minutes(2));
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available");
    const [billed] = [...rig.csms.state().transactions.values()];
    expect(rig.disk.stalls).toBeGreaterThan(0);
    expect(trouble).toMatchObject({ isSlow: true });
    expect(rig.store.health.state().trouble).toBeUndefined();
    expect(Math.abs((billed?.stop?.meterStop ?? 0) - (billed?.meterStart ?? 0) - rig.truthWh())).toBeLessThan(2);
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  },
);
