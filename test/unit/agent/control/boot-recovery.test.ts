import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { seconds, wattHours } from "#hal/core/units";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { StationBench } from "#test/support/station-bench";

/** A bench whose agent died in the middle of a charge that stood at 1700 Wh. */
async function interrupted(): Promise<StationBench> {
  const bench = await new StationBench().start();
  await bench.charge();
  bench.hardware.meter.energy = 1700;
  await bench.clock.advance(seconds(12));
  bench.abandon();
  return bench;
}

describe("the recovery at start", () => {
  it("waits for the open contactor, reads the meter and ends the transaction once", async () => {
    const before = await interrupted();
    const after = new StationBench({ store: before.store }, before.clock);
    after.hardware.meter.energy = 1740;
    await after.station.start(new AbortController().signal);
    after.hardware.pilot.report("C", true);
    await after.clock.advance(seconds(3));
    expect(after.hardware.permit.commands).toContain("withdraw");
    expect(after.store.sessions.open()).toHaveLength(1);
    after.hardware.meter.energy = 1741;
    after.hardware.pilot.report("B");
    await after.clock.advance(seconds(1));
    const [session] = after.store.sessions.recent(2);
    expect(session?.ended).toMatchObject({ meterStop: 1741, cause: "reboot" });
    expect(after.store.sessions.open()).toEqual([]);
    expect(after.evse.state().session.kind).toBe("finishing");
    await after.stop();
  });

  it("gives PowerLoss when the host was restarted", async () => {
    const before = await interrupted();
    const after = new StationBench({ store: before.store, isNewBoot: true }, before.clock);
    after.hardware.meter.energy = 1700;
    await after.start();
    await after.clock.advance(seconds(1));
    expect(after.store.sessions.recent(1)[0]?.ended?.cause).toBe("powerLoss");
    await after.stop();
  });

  it("bills the last durable value when the meter stays silent for 60 s, and keeps an alarm", async () => {
    const before = await interrupted();
    const after = new StationBench({ store: before.store }, before.clock);
    after.hardware.meter.isAnswering = false;
    await after.start();
    expect(after.store.sessions.open()).toHaveLength(1);
    await after.clock.advance(seconds(75));
    expect(after.store.sessions.recent(1)[0]?.ended?.meterStop).toBe(1700);
    expect(after.store.sessions.unbilled()).toMatchObject([{ why: "meter-silent" }]);
    await after.stop();
  });

  it("keeps the difference of a replaced meter off the bill", async () => {
    const before = await interrupted();
    const after = new StationBench({ store: before.store }, before.clock);
    after.hardware.meter.identity = { ...after.hardware.meter.identity, serialNumber: "9999" };
    after.hardware.meter.energy = 1800;
    await after.start();
    await after.clock.advance(seconds(1));
    expect(after.store.sessions.recent(1)[0]?.ended?.meterStop).toBe(1700);
    expect(after.store.sessions.unbilled()).toMatchObject([{ why: "meter-replaced", energy: 100 }]);
    await after.stop();
  });

  it("lets nobody start before the old transaction has its end", async () => {
    const before = await interrupted();
    const after = new StationBench({ store: before.store }, before.clock);
    after.hardware.meter.isAnswering = false;
    await after.start();
    after.hardware.pilot.report("B");
    await after.tap("CAFE0002");
    expect(after.evse.state().session.kind).toBe("plugged");
    await after.stop();
  });

  it("bills the same watt-hours once when two transactions of an outlet were left open", async () => {
    const before = await interrupted();
    const [older] = before.store.sessions.open();
    if (older === undefined) expect.unreachable();
    const at = before.clock.now();
    const newer = { ...older, transactionId: transactionId("newer"), meterStart: wattHours(1750), startedAt: at };
    const lastReading = { energy: wattHours(1900), at };
    before.store.sessions.commit({ session: { ...newer, nextSeqNo: 1, lastReading }, facts: [] });
    const after = new StationBench({ store: before.store }, before.clock);
    after.hardware.meter.energy = 1950;
    await after.start();
    await after.clock.advance(seconds(1));
    const ended = after.store.sessions.recent(2).map(({ meterStart, ended: end }) => [meterStart, end?.meterStop]);
    expect(ended).toEqual([
      [1750, 1950],
      [1000, 1750],
    ]);
    await after.stop();
  });

  it("ends the transaction of an outlet that is no more with its last durable value", async () => {
    const before = await interrupted();
    const [open] = before.store.sessions.open();
    if (open === undefined) expect.unreachable();
    const gone = { ...open, transactionId: transactionId("gone"), evse: evseId(2) };
    before.store.sessions.commit({ session: gone, facts: [] });
    const after = await new StationBench({ store: before.store }, before.clock).start();
    await after.clock.advance(seconds(2));
    expect(after.store.sessions.open()).toEqual([]);
    expect(after.store.sessions.find(transactionId("gone"))?.ended?.meterStop).toBe(1700);
    await after.stop();
  });

  it("says that the disk failed when the end cannot be written, and lets nobody start", async () => {
    const before = await interrupted();
    const after = new StationBench({ store: before.store }, before.clock);
    await after.station.start(new AbortController().signal);
    before.store.close();
    after.hardware.pilot.report("B");
    await after.clock.advance(seconds(3));
    expect(after.storageFailures).toHaveLength(1);
    expect(after.evse.state().isRecovering).toBe(true);
    after.abandon();
  });
});
