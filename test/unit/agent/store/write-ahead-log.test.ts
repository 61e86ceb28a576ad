import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { millis, type Millis, seconds } from "#hal/core/units";
import type { Flush } from "#agent/store/commit";
import { type Database, openDatabase } from "#agent/store/database";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** A database on a disk whose flushes take as long as `takes` says. */
function openSlow() {
  const path = join(temporaryDirectory(), "station.db");
  const disk: { takes: Millis; passed: number } = { takes: millis(0), passed: 0 };
  const told: Flush[] = [];
  const lineClock = { uptime: () => millis((disk.passed += disk.takes)) };
  const database = openDatabase({ path, log: silentLog, lineClock });
  onTestFinished(() => {
    database.close();
  });
  database.execute("CREATE TABLE t (a)");
  database.journalTo({
    beforeCommit: () => undefined,
    committed: (_changes, flush) => told.push(flush),
  });
  return { path, disk, told, database };
}

/** Some hundred pages. */
function writeMuch(database: Database): void {
  database.transaction(() => {
    for (let i = 0; i < 300; i++) database.prepare("INSERT INTO t VALUES (@a)").run({ a: "x".repeat(4000) });
  });
}

const pagesIn = (path: string) => statSync(path).size / 4096;

describe("the write-ahead log", () => {
  it("R7 is written back after a quick commit that made it long, and begins anew", () => {
    const { path, database } = openSlow();
    writeMuch(database);
    expect(pagesIn(path)).toBeGreaterThan(300);

    const before = statSync(`${path}-wal`).size;
    for (let i = 0; i < 10; i++) database.transaction(() => database.prepare("INSERT INTO t VALUES (1)").run());
    expect(statSync(`${path}-wal`).size).toBe(before);
  });

  it("R10 is not written back after a slow commit: that would be two more flushes", () => {
    const { path, disk, database } = openSlow();
    disk.takes = seconds(5);
    writeMuch(database);
    expect(pagesIn(path)).toBeLessThan(10);

    disk.takes = millis(1);
    database.transaction(() => database.prepare("INSERT INTO t VALUES (1)").run());
    expect(pagesIn(path)).toBeGreaterThan(300);
  });

  it("R10 tells the second copy to flush later when the first has just been slow", () => {
    const { disk, told, database } = openSlow();
    const insert = database.prepare("INSERT INTO t VALUES (1)");
    database.transaction(() => insert.run());
    disk.takes = seconds(5);
    database.transaction(() => insert.run());
    expect(told).toEqual(["now", "later"]);
  });

  it("R10 is flushed by each commit, but by one whose flush comes later, and then by each again", () => {
    const { told, database } = openSlow();
    const during: unknown[] = [];
    const insert = database.prepare("INSERT INTO t VALUES (1)");
    const commit = (flush: Flush) => {
      const work = () => {
        during.push(database.pragma("synchronous"));
        insert.run();
      };
      database.transaction(work, [], flush);
    };
    commit("now");
    commit("later");
    commit("now");
    expect(during).toEqual([2, 1, 2]);
    expect(told).toEqual(["now", "later", "now"]);
    expect(database.pragma("synchronous")).toBe(2);
  });

  it("R10 is flushed by each commit again after one that failed", () => {
    const { database } = openSlow();
    const fail = () => {
      throw new TypeError("of the work itself");
    };
    expect(() => {
      database.transaction(fail, [], "later");
    }).toThrow(TypeError);
    expect(database.pragma("synchronous")).toBe(2);
  });
});
