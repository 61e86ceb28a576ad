import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { settleMacrotasks } from "#hal/host/macrotask";
import type { StationStore } from "#agent/ports/station-store";
import { openDatabase } from "#agent/store/database";
import { journalSegments, numberedPath, readJournal, snapshots } from "#agent/store/journal/journal-files";
import { sessionSample, startSample } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";

function begin(store: StationStore, name: string): void {
  store.sessions.commit({ session: sessionSample(name), facts: [startSample(name)] });
}

/** What the second copy alone amounts to. */
function rebuilt(disk: StoreDisk): StationStore {
  const damaged = disk.cutPower();
  damaged.damage("log lost");
  damaged.damage("zeroed");
  return damaged.open();
}

const names = (store: StationStore) => store.sessions.open().map(({ transactionId }) => transactionId);

describe("a second copy that begins anew in a store that is open", () => {
  it("R3 has the first commit after a wipe, however soon it comes after the snapshot", async () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store, "before");
    await disk.untilSnapshot();
    store.wiping.traces();
    await disk.untilSnapshot();
    begin(store, "first");
    begin(store, "second");

    expect(names(rebuilt(disk))).toEqual(["before", "first", "second"]);
  });
});

describe("a journal that had to begin anew", () => {
  it("R3 gets its snapshot at the next start where the power was cut before it was made", async () => {
    const disk = new StoreDisk();
    const store = disk.open();
    begin(store, "first");
    await disk.untilSnapshot();
    store.close();
    for (const { path } of journalSegments(disk.path)) rmSync(path);
    disk.open();
    const cut = disk.cutPower();

    const next = cut.open();
    await cut.untilSnapshot(2);
    begin(next, "second");
    expect(names(rebuilt(cut))).toEqual(["first", "second"]);
  });
});

/** The first snapshot is being made, as of the commits until now. */
function copying() {
  const disk = new StoreDisk();
  const database = openDatabase({ path: disk.path, log: silentLog });
  const store = disk.open({ database });
  onTestFinished(() => {
    store.close();
    database.close();
  });
  return { disk, database, store };
}

async function untilCopied({ path }: StoreDisk): Promise<void> {
  do await settleMacrotasks();
  while (existsSync(`${path}.snapshot.new`));
}

describe("a snapshot that is made while something happens", () => {
  it("R3 is not ahead of the disk: what a power cut takes from the database must not be in it", async () => {
    const { disk, database } = copying();
    const cut = disk.cutPower();
    database.transaction(
      () => database.prepare("INSERT INTO variable (name, value) VALUES ('late', '1')").run(),
      [],
      "later",
    );
    await untilCopied(disk);
    for (const { path } of snapshots(disk.path)) cpSync(path, join(cut.directory, basename(path)));

    const store = cut.open();
    begin(store, "first");
    begin(store, "second");
    expect(names(rebuilt(cut))).toEqual(["first", "second"]);
  });

  it("R10 and that the disk does not let anybody look through says nothing of the database, and leaves nothing behind", async () => {
    const disk = new StoreDisk();
    mkdirSync(`${disk.path}.snapshot.new-wal`);
    const store = disk.open();
    begin(store, "first");
    await untilCopied(disk);

    expect(readdirSync(disk.directory).filter((name) => name.includes("damaged"))).toEqual([]);
    expect(store.health.state()).toMatchObject({ rebuiltAt: undefined, isInTwoPlaces: true });
    expect(names(store)).toEqual(["first"]);
  });

  it("R10 goes on without a second copy where the next journal file cannot be made, and makes one as soon as it can", async () => {
    const { disk, store } = copying();
    await disk.untilSnapshot();
    store.variables.set("large", randomBytes(1_000_000).toString("hex"));
    const last = readJournal(disk.path).at(-1)?.number ?? 0;
    const inTheWay = numberedPath(disk.path, "journal", last + 2);
    mkdirSync(inTheWay);
    store.variables.set("larger", randomBytes(1_500_000).toString("hex"));
    await settleMacrotasks();

    begin(store, "first");
    expect(store.health.state().isInTwoPlaces).toBe(false);
    rmdirSync(inTheWay);
    begin(store, "second");
    expect(store.health.state().isInTwoPlaces).toBe(true);
    await disk.untilSnapshot(2);
    expect(names(rebuilt(disk))).toEqual(["first", "second"]);
  });
});
