import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { minutes, seconds } from "#hal/core/units";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

const failures = ["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_READONLY", "SQLITE_CANTOPEN"];
const says = (sqlite: string) => new AgentError("store.failed", "the database could not write", { sqlite });

interface ShownEvse {
  readonly notCharging: { readonly code: string } | null;
}
const shown = (rig: VirtualRig) =>
  rig.agent.status() as { readonly evses: readonly ShownEvse[]; readonly store: object };
const billed = (rig: VirtualRig) => ({
  starts: rig.payloads("StartTransaction").length,
  stops: rig.payloads("StopTransaction").map((stop) => Number(stop["meterStop"])),
});

/** The charge ends and is told; it was begun once and ended once, at the meter's reading. */
async function endAndJudge(rig: VirtualRig): Promise<void> {
  rig.station.unplug();
  await rig.clock.advance(minutes(2));
  const { starts, stops } = billed(rig);
  expect([starts, stops.length]).toEqual([1, 1]);
  expect(Math.abs((stops[0] ?? 0) - rig.register())).toBeLessThanOrEqual(1);
  expect(rig.store.facts.depth()).toBe(0);
  expect(rig.endWishes).toEqual([]);
  await rig.stop();
}

describe("a disk that refuses", () => {
  it.each(failures)(
    "R10 %s during a charge: it goes on, is billed rightly, and the agent is not ended",
    async (failure) => {
      const rig = await new VirtualRig().start();
      await rig.charge();
      rig.diskFailure = says(failure);
      const before = rig.truthWh();
      await rig.clock.advance(minutes(10));
      expect(rig.truthWh() - before).toBeGreaterThan(500);
      expect(shown(rig).store).toMatchObject({ trouble: { why: expect.any(String) as unknown } });
      rig.diskFailure = undefined;
      await rig.clock.advance(seconds(10));
      expect(shown(rig).store).toMatchObject({ trouble: null });
      await endAndJudge(rig);
    },
  );

  it.each(failures)(
    "R10 %s at the start: no energy flows before the start is on disk, and then it does",
    async (failure) => {
      const rig = await new VirtualRig().start();
      rig.station.plugIn({ stateOfCharge: 0.1 });
      await rig.until(() => rig.status() === "Preparing");
      rig.diskFailure = says(failure);
      const answer = rig.csms.call("RemoteStartTransaction", { idTag: CARD, connectorId: 1 });
      await rig.clock.advance(minutes(3));
      await answer;
      expect(rig.truthWh()).toBe(0);
      expect(billed(rig)).toEqual({ starts: 0, stops: [] });
      expect(shown(rig).evses[0]?.notCharging?.code).toBe("storage.failed");
      rig.diskFailure = undefined;
      await rig.until(() => rig.status() === "Charging");
      await rig.clock.advance(minutes(5));
      await endAndJudge(rig);
    },
  );

  it.each(failures)(
    "R10 %s at the end: the contactor opens, and the end is told once it is on disk",
    async (failure) => {
      const rig = await new VirtualRig().start();
      await rig.charge();
      await rig.clock.advance(minutes(5));
      rig.diskFailure = says(failure);
      rig.station.tapCard(CARD);
      await rig.clock.advance(minutes(2));
      const energy = rig.truthWh();
      await rig.clock.advance(minutes(2));
      expect(rig.truthWh()).toBe(energy);
      expect(billed(rig).stops).toEqual([]);
      rig.diskFailure = undefined;
      await endAndJudge(rig);
    },
  );

  it("R10 refuses new charges with the reason, and takes them when the disk is back", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    rig.diskFailure = says("SQLITE_FULL");
    await rig.clock.advance(minutes(2));
    rig.station.unplug();
    await rig.clock.advance(minutes(1));
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.clock.advance(seconds(10));
    rig.station.tapCard(OTHER_CARD);
    await rig.clock.advance(minutes(1));
    expect(shown(rig).evses[0]?.notCharging?.code).toBe("storage.failed");
    expect(billed(rig)).toEqual({ starts: 1, stops: [] });
    rig.diskFailure = undefined;
    await rig.clock.advance(seconds(30));
    rig.station.tapCard(OTHER_CARD);
    await rig.until(() => rig.status() === "Charging");
    expect(billed(rig)).toMatchObject({ starts: 2, stops: [expect.any(Number)] });
    await rig.stop();
  });

  it("R10 ends the charge where that is the policy", async () => {
    const rig = await new VirtualRig({ storeTrouble: "end" }).start();
    await rig.charge();
    rig.diskFailure = says("SQLITE_FULL");
    await rig.clock.advance(minutes(3));
    const energy = rig.truthWh();
    await rig.clock.advance(minutes(3));
    expect(rig.truthWh()).toBe(energy);
    rig.diskFailure = undefined;
    await endAndJudge(rig);
  });

  it("R10 does not lose a charge to a crash in the middle of it", async () => {
    const rig = await new VirtualRig().start();
    await rig.charge();
    await rig.clock.advance(minutes(2));
    rig.diskFailure = says("SQLITE_IOERR_WRITE");
    await rig.clock.advance(minutes(5));
    await rig.crashAgent();
    rig.diskFailure = undefined;
    await rig.clock.advance(seconds(30));
    await rig.startAgent("boot-1");
    await rig.clock.advance(minutes(3));
    await endAndJudge(rig);
  });
});
