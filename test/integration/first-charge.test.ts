import { describe, expect, it } from "vitest";
import { hours, minutes, seconds } from "#hal/core/units";
import { BLOCKED_CARD, CARD, VirtualRig } from "#test/support/virtual-rig";

/** Plug, card, `length` of charging, unplug. */
async function playCharge(rig: VirtualRig, length = minutes(10)): Promise<void> {
  await rig.charge();
  await rig.clock.advance(length);
  rig.station.unplug();
  await rig.until(() => rig.status() === "Available" && rig.store.facts.depth() === 0);
}

describe("a charge through every layer, in virtual time", () => {
  it("reaches the back end in the order that the norm wants, with the energy that the meter counted", async () => {
    const rig = await new VirtualRig().start();
    const before = rig.register();
    await playCharge(rig);
    const counted = rig.register() - before;
    const [transaction, ...others] = [...rig.csms.state().transactions.values()];
    expect(others).toEqual([]);
    expect(transaction).toMatchObject({ idTag: CARD, connectorId: 1, stop: { reason: "EVDisconnected" } });
    const billed = (transaction?.stop?.meterStop ?? 0) - (transaction?.meterStart ?? 0);
    expect(Math.abs(billed - counted)).toBeLessThanOrEqual(1);
    expect(billed).toBeGreaterThan(3000);
    expect(transaction?.meterValues.length).toBeGreaterThanOrEqual(59);
    expect(rig.reports()).toEqual(["Available", "Preparing", "Charging", "Finishing", "Available"]);
    expect(rig.csms.messages[0]?.action).toBe("BootNotification");
    await rig.stop();
    expect(rig.clock.pending()).toBe(0);
  });

  it("charges for eight hours with a value every ten seconds", { timeout: 60_000 }, async () => {
    const rig = await new VirtualRig({ meterInterval: minutes(1) }).start();
    const before = rig.register();
    await playCharge(rig, hours(8));
    const [transaction] = [...rig.csms.state().transactions.values()];
    expect(transaction?.meterValues.length).toBeGreaterThan(2870);
    const billed = (transaction?.stop?.meterStop ?? 0) - (transaction?.meterStart ?? 0);
    expect(Math.abs(billed - (rig.register() - before))).toBeLessThanOrEqual(1);
    await rig.stop();
  });

  it("writes byte for byte the same messages for the same seed, and others for another", async () => {
    const play = async (seed: number) => {
      const rig = await new VirtualRig({ seed }).start();
      await playCharge(rig, minutes(20));
      rig.cutNetwork();
      await rig.clock.advance(seconds(30));
      rig.mendNetwork();
      await playCharge(rig, minutes(2));
      await rig.stop();
      return rig.messageLog();
    };
    const first = await play(7);
    expect(first.length).toBeGreaterThan(10_000);
    expect(await play(7)).toBe(first);
    expect(await play(8)).not.toBe(first);
  });

  it("turns a blocked card away and stays ready for a good one", async () => {
    const rig = await new VirtualRig().start();
    rig.station.plugIn();
    await rig.until(() => rig.status() === "Preparing");
    rig.station.tapCard(BLOCKED_CARD);
    await rig.clock.advance(seconds(5));
    expect(rig.status()).toBe("Preparing");
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Charging");
    await rig.stop();
  });

  it("delivers what happened while the network was cut for the middle third, in order and once", async () => {
    const rig = await new VirtualRig().start();
    const before = rig.register();
    await rig.charge();
    await rig.clock.advance(minutes(10));
    rig.cutNetwork();
    await rig.clock.advance(minutes(10));
    expect(rig.store.facts.depth()).toBeGreaterThanOrEqual(59);
    rig.mendNetwork();
    await rig.clock.advance(minutes(10));
    rig.station.unplug();
    await rig.until(() => rig.status() === "Available" && rig.store.facts.depth() === 0);
    const [transaction] = [...rig.csms.state().transactions.values()];
    const billed = (transaction?.stop?.meterStop ?? 0) - (transaction?.meterStart ?? 0);
    expect(Math.abs(billed - (rig.register() - before))).toBeLessThanOrEqual(1);
    const times = transaction?.meterValues.map(({ timestamp }) => timestamp) ?? [];
    expect(times).toEqual([...times].sort());
    expect(new Set(times).size).toBe(times.length);
    expect(times.length).toBeGreaterThanOrEqual(178);
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    expect(rig.payloads("StopTransaction")).toHaveLength(1);
    await rig.stop();
  });

  it("begins and ends a whole charge offline with a card that the cache knows", async () => {
    const rig = await new VirtualRig().start();
    await playCharge(rig, minutes(1));
    rig.cutNetwork();
    await rig.clock.advance(seconds(5));
    rig.station.plugIn();
    await rig.clock.advance(seconds(5));
    rig.station.tapCard(CARD);
    await rig.clock.advance(minutes(5));
    rig.station.unplug();
    await rig.clock.advance(minutes(1));
    expect(rig.csms.state().transactions.size).toBe(1);
    rig.mendNetwork();
    await rig.until(() => rig.store.facts.depth() === 0, minutes(10));
    const [, offline] = [...rig.csms.state().transactions.values()];
    expect(offline?.stop?.reason).toBe("EVDisconnected");
    expect(offline?.meterValues.length).toBeGreaterThanOrEqual(28);
    await rig.stop();
  });

  it("starts and stops by remote", async () => {
    const rig = await new VirtualRig().start();
    rig.station.plugIn();
    await rig.until(() => rig.status() === "Preparing");
    expect(await answer(rig, "RemoteStartTransaction", { idTag: CARD, connectorId: 1 })).toEqual({
      status: "Accepted",
    });
    await rig.until(() => rig.status() === "Charging");
    const [transaction] = [...rig.csms.state().transactions.values()];
    expect(await answer(rig, "RemoteStopTransaction", { transactionId: transaction?.id })).toEqual({
      status: "Accepted",
    });
    await rig.until(() => rig.status() === "Finishing");
    expect([...rig.csms.state().transactions.values()][0]?.stop?.reason).toBe("Remote");
    await rig.stop();
  });
});

async function answer(rig: VirtualRig, action: string, payload: object): Promise<unknown> {
  const result = rig.csms.call(action, payload);
  await rig.clock.advance(seconds(1));
  return result;
}
