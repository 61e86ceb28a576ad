import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FailpointName } from "#hal/core/failpoint";
import { silentLog } from "#hal/core/log";
import type { StationStore } from "#agent/ports/station-store";
import { openDatabase } from "#agent/store/database";
import { journalSegments } from "#agent/store/journal/journal-files";
import { migrations } from "#agent/store/migrations";
import { StoreDisk } from "#test/support/store-disk";
import { contentOf, fillStore } from "#test/support/store-recovery";

/** A station's life, closed, and then the loss of its database. */
async function lost() {
  const disk = new StoreDisk();
  await fillStore(disk, disk.open());
  const expected = contentOf(disk.cutPower().open());
  const closed = disk.cutPower();
  closed.open().close();
  closed.damage("zeroed");
  return { disk: closed, expected };
}

/** The disk refuses so often, when a snapshot has just been put into the place of the database. */
function refusing(code: string, times: number) {
  let left = times;
  return (name: FailpointName) => {
    if (name !== "rebuild.restored" || left === 0) return;
    left -= 1;
    throw Object.assign(new Error(code), { code, errno: -1 });
  };
}

const damagedFiles = ({ directory }: StoreDisk) => readdirSync(directory).filter((name) => name.includes("damaged"));

describe("a database that has to be made anew on a disk that refuses", () => {
  it("R10 is made at the next start, and no empty one before", async () => {
    const { disk, expected } = await lost();
    const failpoint = refusing("EIO", 2);
    expect(() => disk.open({ failpoint })).toThrow(expect.objectContaining({ code: "store.rebuild" }));
    expect(existsSync(disk.path)).toBe(false);
    expect(contentOf(disk.open())).toEqual(expected);
  });

  it("R10 is made from the older snapshot where only the newest cannot be read", async () => {
    const { disk, expected } = await lost();
    cpSync(`${disk.path}.snapshot-000000000000`, `${disk.path}.snapshot-000000000001`);
    expect(contentOf(disk.open({ failpoint: refusing("EIO", 1) }))).toEqual(expected);
  });

  it("R10 has the room of the damaged one where the disk is full", async () => {
    const { disk, expected } = await lost();
    expect(contentOf(disk.open({ failpoint: refusing("ENOSPC", 1) }))).toEqual(expected);
    expect(damagedFiles(disk)).toEqual([]);
  });
});

describe("a database that has to be made anew by another program than wrote it", () => {
  const up = "CREATE TABLE later (name TEXT) STRICT";
  const down = "DROP TABLE later";
  const newer = [...migrations, { version: migrations.length + 1, name: "later", up, down }];
  const variables = (store: StationStore) => [...store.variables.all().keys()];

  it("R9 has what the one before wrote and its write-ahead log lost", async () => {
    const disk = new StoreDisk();
    disk.open().close();
    const store = disk.open();
    await disk.untilSnapshot();
    store.variables.set("HeartbeatInterval", "77");
    const cut = disk.cutPower();
    cut.damage("log lost");
    expect(variables(cut.open({ migrations: newer }))).toEqual(["HeartbeatInterval"]);
  });

  it("R9 has what was written before a newer one that was taken back, and soon everything", async () => {
    const disk = new StoreDisk();
    const first = disk.open();
    await disk.untilSnapshot();
    first.variables.set("ConnectionTimeOut", "30");
    first.close();
    const database = openDatabase({ path: disk.path, log: silentLog });
    const taken = disk.open({ migrations: newer, database });
    taken.variables.set("HeartbeatInterval", "77");
    database.prepare("INSERT INTO later (name) VALUES ('x')").run();
    taken.close();
    database.close();

    const early = disk.cutPower();
    early.damage("zeroed");
    expect(variables(early.open())).toEqual(["ConnectionTimeOut", "HeartbeatInterval"]);

    const back = disk.open();
    await disk.untilSnapshot(2);
    back.variables.set("MeterValueSampleInterval", "10");
    const late = disk.cutPower();
    late.damage("log lost");
    late.damage("zeroed");
    expect(variables(late.open())).toEqual(["ConnectionTimeOut", "HeartbeatInterval", "MeterValueSampleInterval"]);
  });
});

it("R10 a journal that cannot be read keeps no sound database closed", async () => {
  const disk = new StoreDisk();
  const store = disk.open();
  store.variables.set("HeartbeatInterval", "77");
  store.close();
  const [segment] = journalSegments(disk.path);
  rmSync(segment?.path ?? "");
  mkdirSync(segment?.path ?? "");
  const again = disk.open();
  expect(again.variables.all().get("HeartbeatInterval")).toBe("77");
  expect(again.health.state().isInTwoPlaces).toBe(true);
});
