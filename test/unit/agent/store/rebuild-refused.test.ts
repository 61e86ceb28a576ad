import { cpSync, existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FailpointName } from "#hal/core/failpoint";
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
