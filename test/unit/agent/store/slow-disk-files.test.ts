import { statSync, utimesSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { millis, seconds } from "#hal/core/units";
import { journalSegments } from "#agent/store/journal/journal-files";
import { StoreDisk } from "#test/support/store-disk";
import { brokenDisk, SlowDisk } from "#test/support/store-slow-disk";
import { temporaryDirectory } from "#test/support/temporary-directory";

async function slowFiles() {
  const disk = new StoreDisk(temporaryDirectory());
  const slow = new SlowDisk({ path: disk.path });
  onTestFinished(() => {
    slow.store.close();
    slow.database.close();
  });
  await disk.untilSnapshot();
  slow.becomeSlow(seconds(5));
  await slow.clock.advance(seconds(5));
  return { disk, slow };
}

const names = (store: { readonly sessions: { open(): readonly { readonly transactionId: string }[] } }) =>
  store.sessions.open().map(({ transactionId }) => transactionId);

describe("a slow disk with a database and its second copy", () => {
  it("R10 has both flushed by the end of a round, and both are level at the next start", async () => {
    const { disk, slow } = await slowFiles();
    const before = slow.files.length;
    slow.begin("next");
    await slow.clock.advance(seconds(5));
    const files = slow.files.slice(before);
    expect(files.sort()).toEqual([journalSegments(disk.path).at(-1)?.path, `${disk.path}-wal`].sort());

    const after = disk.cutPower();
    expect(names(after.open())).toEqual(["first", "next"]);
    expect(slow.store.health.state().isInTwoPlaces).toBe(true);
  });

  it("R10 writes the log once more after a flush of it that failed: a second flush alone would leave out what the first has lost", async () => {
    const { disk, slow } = await slowFiles();
    const log = `${disk.path}-wal`;
    slow.failure = brokenDisk();
    slow.begin("next");
    await slow.clock.advance(seconds(5));
    const long = 1_000_000;
    utimesSync(log, long, long);
    const bytes = disk.read("-wal");

    slow.failure = undefined;
    slow.takes = millis(20);
    await slow.clock.advance(seconds(6));
    expect(statSync(log).mtimeMs / 1000).toBeGreaterThan(long);
    expect(disk.read("-wal").subarray(0, bytes.length)).toEqual(bytes);
    expect(slow.store.health.state()).toMatchObject({ trouble: undefined, isWaiting: false });
    expect(names(disk.cutPower().open())).toEqual(["first", "next"]);
  });

  it("R10 begins its second copy anew after a flush of the journal that failed, and the first copy still counts", async () => {
    const { disk, slow } = await slowFiles();
    slow.failureOf = (path) => (path.endsWith("-wal") ? undefined : brokenDisk());
    slow.begin("next");
    const mark = slow.store.health.mark();
    await slow.clock.advance(seconds(5));
    expect(slow.store.health.isOnDisk(mark)).toBe(true);
    expect(slow.store.health.state().isInTwoPlaces).toBe(false);

    slow.failureOf = undefined;
    slow.takes = millis(20);
    slow.begin("last");
    await slow.clock.advance(seconds(1));
    slow.begin("quick");
    expect(slow.store.health.state().isInTwoPlaces).toBe(true);
    await disk.untilSnapshot(2);
    const damaged = disk.cutPower();
    damaged.damage("zeroed");
    expect(names(damaged.open())).toEqual(["first", "next", "last", "quick"]);
  });

  it("R10 closed while a flush is under way has everything on disk", async () => {
    const { disk, slow } = await slowFiles();
    slow.begin("next");
    slow.begin("waiting");
    slow.store.close();
    slow.database.close();
    await slow.clock.advance(seconds(20));
    expect(names(new StoreDisk(disk.directory).open())).toEqual(["first", "next", "waiting"]);
  });

  it("R10 made anew out of its second copy while a flush is under way has what was in it, once", async () => {
    const { slow } = await slowFiles();
    slow.begin("next");
    slow.findDamage();
    slow.begin("waiting");
    await slow.clock.advance(seconds(20));
    expect(slow.store.health.state().rebuiltAt).toBeDefined();
    expect(names(slow.store)).toEqual(["first", "next", "waiting"]);
    expect(slow.store.health.state().isWaiting).toBe(false);
    expect(slow.store.facts.depth()).toBe(3);
  });

  it("R10 made anew without what was under way, because the second copy had failed: it is written then", async () => {
    const { slow } = await slowFiles();
    slow.failureOf = (path) => (path.endsWith("-wal") ? undefined : brokenDisk());
    slow.begin("in one place");
    await slow.clock.advance(seconds(5));
    slow.begin("next");
    slow.findDamage();
    slow.begin("waiting");
    await slow.clock.advance(seconds(30));
    expect(names(slow.store)).toEqual(["first", "in one place", "next", "waiting"]);
    expect(slow.store.health.state().isWaiting).toBe(false);
    expect(slow.store.facts.depth()).toBe(4);
  });
});
