import { expect, it } from "vitest";
import { minutes } from "#hal/core/units";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

it("R1 two outlets charge at a time, each billed by its own meter", { timeout: 60_000 }, async () => {
  const rig = await new VirtualRig({ outlets: 2 }).start();
  await rig.until(() => rig.status(2) === "Available");
  for (const [evse, card] of [
    [2, CARD],
    [1, OTHER_CARD],
  ] as const) {
    rig.station.plugIn({ stateOfCharge: 0.1 }, evse);
    await rig.until(() => rig.status(evse) === "Preparing");
    rig.station.tapCard(card);
    await rig.until(() => rig.status(evse) === "Charging");
    await rig.clock.advance(minutes(10));
  }
  for (const evse of [1, 2]) {
    rig.station.unplug(evse);
    await rig.until(() => rig.status(evse) === "Available");
  }
  const billed = [...rig.csms.state().transactions.values()];
  expect(billed.map(({ connectorId }) => connectorId)).toEqual([2, 1]);
  for (const { connectorId, meterStart, stop } of billed) {
    const energy = (stop?.meterStop ?? Number.NaN) - meterStart;
    expect(Math.abs(energy - rig.truthWh(connectorId))).toBeLessThanOrEqual(1);
  }
  expect(rig.truthWh(2)).toBeGreaterThan(1.5 * rig.truthWh(1));
  await rig.stop();
  expect(rig.clock.pending()).toBe(0);
});
