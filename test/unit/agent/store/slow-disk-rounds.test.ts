import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { millis, minutes, seconds } from "#hal/core/units";
import { brokenDisk, SlowDisk } from "#test/support/store-slow-disk";

async function slowDisk(): Promise<SlowDisk> {
  const disk = new SlowDisk();
  disk.becomeSlow(seconds(5));
  await disk.clock.advance(seconds(5));
  return disk;
}

describe("a disk that takes five seconds for a flush", () => {
  it("R10 stalls the process once, and then never: everything is on disk a flush after it was written", async () => {
    const disk = new SlowDisk();
    disk.becomeSlow(seconds(5));
    const first = disk.stalled;

    for (let seqNo = 1; seqNo <= 60; seqNo++) {
      disk.sample("first", seqNo);
      if (seqNo === 30) disk.begin("second");
      await disk.clock.advance(seconds(10));
    }
    disk.end("first", 61);
    const mark = disk.store.health.mark();
    expect(disk.store.health.isOnDisk(mark)).toBe(false);
    await disk.clock.advance(seconds(11));

    expect(disk.store.health.isOnDisk(mark)).toBe(true);
    expect(disk.store.health.state()).toMatchObject({ trouble: { isSlow: true }, isWaiting: false });
    expect(disk.stalled).toBe(first);
    expect(disk.rows().filter((row) => row.startsWith("transaction.ended"))).toHaveLength(1);
  });

  it("R10 has one flush of a file under way at a time; what comes meanwhile is in the next round", async () => {
    const disk = await slowDisk();
    disk.begin("a");
    expect([disk.underWay, disk.rows().length]).toEqual([1, 2]);
    disk.begin("b");
    disk.begin("c");
    expect([disk.underWay, disk.rows().length]).toEqual([1, 2]);

    await disk.clock.advance(seconds(5));
    expect([disk.underWay, disk.rows().length]).toEqual([1, 4]);
    await disk.clock.advance(seconds(5));
    expect([disk.underWay, disk.store.health.state().isWaiting]).toEqual([0, false]);
  });

  it("R10 cannot be kept from saying what is on disk by more and more that comes", async () => {
    const disk = await slowDisk();
    let written = 0;
    disk.store.health.written.listen(() => (written += 1));
    disk.begin("charge");
    const mark = disk.store.health.mark();
    for (let i = 0; i < 60; i++) {
      disk.store.variables.set("HeartbeatInterval", String(i));
      await disk.clock.advance(seconds(1));
    }
    expect(disk.store.health.isOnDisk(mark)).toBe(true);
    expect(written).toBeGreaterThanOrEqual(11);
  });

  it("R10 gives out no fact that a power cut could still take", async () => {
    const disk = await slowDisk();
    expect(disk.answer()).toBe("first transaction.started 0");
    await disk.clock.advance(seconds(6));
    disk.begin("next");
    expect(disk.rows()).toContain("transaction.started 0 waiting");
    expect(disk.store.facts.head()).toBeUndefined();
    await disk.clock.advance(seconds(5));
    expect(disk.answer()).toBe("next transaction.started 0");
  });

  it("R10 lets the queue move on, one answer a round, whatever else is written", async () => {
    const disk = await slowDisk();
    for (const name of ["a", "b", "c"]) disk.begin(name);
    await disk.clock.advance(seconds(10));
    const told: string[] = [];
    for (let second = 0; second < 60; second++) {
      disk.store.variables.set("HeartbeatInterval", String(second));
      const before = told.length;
      for (let name = disk.answer(); name !== undefined; name = disk.answer()) told.push(name);
      expect(told.length - before).toBeLessThanOrEqual(1);
      await disk.clock.advance(seconds(1));
    }
    expect(told).toEqual(["first", "a", "b", "c"].map((name) => `${name} transaction.started 0`));
    expect(disk.store.facts.depth()).toBe(0);
  });

  it("R10 keeps what came while a flush was under way in front of what the database has", async () => {
    const disk = await slowDisk();
    const next = () => disk.store.sessions.open().map(({ nextSeqNo }) => nextSeqNo);
    disk.sample("first", 1);
    await disk.clock.advance(seconds(58));
    expect(disk.underWay).toBe(1);
    disk.sample("first", 2);
    expect(next()).toEqual([3]);
    await disk.clock.advance(seconds(6));
    expect(next()).toEqual([3]);
    expect(disk.store.health.state().isWaiting).toBe(true);
    await disk.clock.advance(seconds(70));
    expect(next()).toEqual([3]);
    expect(disk.store.health.state().isWaiting).toBe(false);
  });

  it("R5 counts each send that failed while a flush was under way, at once and over a restart", async () => {
    const disk = await slowDisk();
    disk.begin("next");
    await disk.clock.advance(seconds(1));
    const { facts } = disk.store;
    const position = facts.head()?.position ?? 0;
    for (const attempts of [1, 2, 3]) {
      facts.noteAttempt(position);
      expect(facts.head()).toMatchObject({ position, attempts });
    }
    await disk.clock.advance(seconds(20));
    expect(facts.head()).toMatchObject({ position, attempts: 3 });
    expect(disk.database.prepare("SELECT attempts FROM fact WHERE position = @position").get({ position })).toEqual({
      attempts: 3,
    });
  });

  it("R10 a value that is answered while its row is on the way to the disk is told once and counted once", async () => {
    const disk = await slowDisk();
    disk.answer();
    disk.sample("first", 1);
    await disk.clock.advance(minutes(2));
    // It may leave, and was not answered in time to be spared its row.
    const head = disk.store.facts.head();
    expect(head?.fact).toMatchObject({ type: "transaction.updated", seqNo: 1 });
    expect(disk.underWay).toBe(1);
    expect(disk.rows()).toContain("transaction.updated 1 waiting");
    disk.begin("next");
    disk.store.facts.settle(head?.position ?? 0, { kind: "delivered" });
    expect(disk.store.facts.depth()).toBe(1);
    expect(disk.store.facts.head()).toBeUndefined();

    await disk.clock.advance(seconds(5));
    expect(disk.store.facts.depth()).toBe(1);
    expect(disk.store.facts.head()).toBeUndefined();
    await disk.clock.advance(seconds(5));
    expect(disk.answer()).toBe("next transaction.started 0");
    await disk.clock.advance(minutes(2));
    expect(disk.store.facts.depth()).toBe(0);
    expect(disk.rows().filter((row) => row.endsWith("waiting"))).toEqual([]);
  });

  it("R10 is written to as ever once a flush is quick again", async () => {
    const disk = await slowDisk();
    disk.takes = millis(20);
    disk.begin("next");
    await disk.clock.advance(millis(20));
    expect(disk.store.health.state()).toMatchObject({ trouble: undefined, isWaiting: false });
    const { flushes } = disk;
    disk.begin("another");
    expect(disk.store.health.isOnDisk(disk.store.health.mark())).toBe(true);
    expect(disk.flushes).toBe(flushes);
  });

  it("R10 is found quick again by a look at it and a flush that nobody waits for", async () => {
    const disk = await slowDisk();
    disk.takes = millis(20);
    const { stalled } = disk;
    await disk.clock.advance(seconds(11));
    expect(disk.store.health.state().trouble).toBeUndefined();
    expect(disk.stalled).toBe(stalled);
  });

  it("R10 is not flushed for nothing", async () => {
    const disk = await slowDisk();
    const { flushes } = disk;
    await disk.clock.advance(minutes(5));
    expect(disk.flushes).toBe(flushes);
    expect(disk.probes).toBeGreaterThan(10);
  });
});

describe("a flush that fails while nobody waits for it", () => {
  it("R10 does nothing twice: what is in the database stays there and is flushed again", async () => {
    const disk = await slowDisk();
    disk.failure = brokenDisk();
    disk.begin("next");
    const mark = disk.store.health.mark();
    await disk.clock.advance(seconds(5));
    expect(disk.store.health.state()).toMatchObject({ trouble: { isSlow: false }, isWaiting: true });
    expect(disk.store.facts.head()).toBeUndefined();
    disk.begin("meanwhile");
    await disk.clock.advance(minutes(1));
    expect(disk.store.health.isOnDisk(mark)).toBe(false);

    disk.failure = undefined;
    disk.takes = millis(20);
    await disk.clock.advance(seconds(15));
    expect(disk.store.health.state()).toMatchObject({ trouble: undefined, isWaiting: false });
    expect(disk.rows()).toHaveLength(3);
    expect(disk.store.facts.depth()).toBe(3);
  });

  it("R10 on a disk that is slow afterwards, too, goes on without a stall", async () => {
    const disk = await slowDisk();
    const { stalled } = disk;
    disk.failure = brokenDisk();
    disk.begin("next");
    await disk.clock.advance(seconds(5));
    disk.begin("meanwhile");
    disk.failure = undefined;
    await disk.clock.advance(seconds(30));
    expect(disk.store.health.state()).toMatchObject({ trouble: { isSlow: true }, isWaiting: false });
    expect(disk.stalled).toBe(stalled);
    expect(disk.rows()).toHaveLength(3);
  });

  it("R10 a commit that cannot wait flushes all of it, and the flush that comes to its end later says nothing", async () => {
    const disk = await slowDisk();
    disk.begin("next");
    disk.store.firmware.commit({ kind: "none" }, []);
    expect(disk.store.health.state().isWaiting).toBe(false);
    let written = 0;
    disk.store.health.written.listen(() => (written += 1));
    disk.failure = brokenDisk();
    await disk.clock.advance(seconds(6));
    expect(disk.store.health.state().trouble?.isSlow).toBe(true);
    expect(written).toBeLessThanOrEqual(1);
  });

  it("R10 and a disk that is full at the next round: nothing is lost and nothing is there twice", async () => {
    const disk = await slowDisk();
    disk.begin("next");
    disk.begin("later");
    disk.refusal = new AgentError("store.failed", "no space", { sqlite: "SQLITE_FULL" });
    await disk.clock.advance(seconds(20));
    expect(disk.store.health.state()).toMatchObject({ trouble: { isSlow: false }, isWaiting: true });
    disk.refusal = undefined;
    disk.takes = millis(1);
    await disk.clock.advance(seconds(15));
    expect(disk.store.health.state()).toMatchObject({ trouble: undefined, isWaiting: false });
    expect(disk.rows()).toHaveLength(3);
  });
});
