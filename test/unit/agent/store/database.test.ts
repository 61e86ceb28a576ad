import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { type Database, openDatabase } from "#agent/store/database";
import { applyPragmas } from "#agent/store/pragmas";
import { temporaryDirectory } from "#test/support/temporary-directory";

function open(path: string): Database {
  const database = openDatabase({ path, log: silentLog });
  onTestFinished(() => {
    database.close();
  });
  return database;
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("openDatabase", () => {
  it("sets what makes a commit survive a power cut and what protects the file", () => {
    const database = open(join(temporaryDirectory(), "station.db"));

    const names = ["journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema", "cell_size_check"];
    expect(names.map((name) => database.pragma(name))).toEqual(["wal", 2, 1, 1, 0, 1]);
    expect(
      ["busy_timeout", "wal_autocheckpoint", "journal_size_limit", "mmap_size"].map((n) => database.pragma(n)),
    ).toEqual([5000, 0, 4 * 1024 * 1024, 0]);
  });

  it("creates file, WAL and directory for the owner only", () => {
    const directory = join(temporaryDirectory(), "store");
    const path = join(directory, "station.db");

    open(path).execute("CREATE TABLE t (a)");

    expect(mode(directory)).toBe("700");
    expect(readdirSync(directory).map((name) => mode(join(directory, name)))).toEqual(["600", "600", "600"]);
  });

  it("takes the others' rights from a file that was there", () => {
    const path = join(temporaryDirectory(), "station.db");
    writeFileSync(path, "", { mode: 0o644 });

    open(path);

    expect(mode(path)).toBe("600");
  });

  it("refuses a directory whose parent is missing, because it may be a mount that failed", () => {
    const path = join(temporaryDirectory(), "data", "store", "station.db");

    expect(() => open(path)).toThrow(expect.objectContaining({ code: "store.no-directory" }));
  });

  it("refuses a path that is a directory", () => {
    const path = join(temporaryDirectory(), "station.db");
    mkdirSync(path);

    expect(() => open(path)).toThrow(expect.objectContaining({ code: "store.failed" }));
  });

  it("refuses a file that is no database", () => {
    const path = join(temporaryDirectory(), "station.db");
    writeFileSync(path, "x".repeat(8192));

    expect(() => open(path)).toThrow(
      expect.objectContaining({
        code: "store.failed",
        details: expect.objectContaining({ sqlite: "SQLITE_NOTADB" }) as unknown,
      }),
    );
  });

  it("names the pragma that does not read back as it was set", () => {
    const pragma = { name: "synchronous", set: "NORMAL", expect: 2 };

    expect(() => {
      applyPragmas(open(":memory:"), [pragma]);
    }).toThrow(
      expect.objectContaining({ code: "store.pragma", details: { pragma: "synchronous", expected: 2, found: 1 } }),
    );
  });
});

describe("a database", () => {
  it("says that the disk is full and keeps what was there", () => {
    const database = open(join(temporaryDirectory(), "station.db"));
    database.execute("CREATE TABLE t (a TEXT)");
    const insert = database.prepare("INSERT INTO t (a) VALUES (@a)");
    insert.run({ a: "kept" });
    database.execute(`PRAGMA max_page_count = ${String(database.pragma("page_count"))}`);

    const fill = () => {
      database.transaction(() => {
        insert.run({ a: "x".repeat(5000) });
      });
    };

    expect(fill).toThrow(
      expect.objectContaining({
        code: "store.failed",
        details: expect.objectContaining({ sqlite: "SQLITE_FULL" }) as unknown,
      }),
    );
    expect(database.prepare("SELECT a FROM t").all()).toEqual([{ a: "kept" }]);
  });

  it("undoes the whole transaction when its work throws, and gives the error on as it is", () => {
    const database = open(":memory:");
    database.execute("CREATE TABLE t (a INTEGER)");
    const insert = database.prepare("INSERT INTO t (a) VALUES (@a)");
    const bug = new RangeError("bug");

    const work = () => {
      database.transaction(() => {
        insert.run({ a: 1 });
        database.transaction(() => insert.run({ a: 2 }));
        throw bug;
      });
    };

    expect(work).toThrow(bug);
    expect(database.prepare("SELECT a FROM t").all()).toEqual([]);
  });

  it("prepares a text once, so that each process of a simulated life need not do it anew", () => {
    const database = open(":memory:");
    database.execute("CREATE TABLE t (a)");

    const statement = database.prepare("SELECT a FROM t");

    expect(database.prepare("SELECT a FROM t")).toBe(statement);
    database.reopen();
    database.execute("CREATE TABLE t (a); INSERT INTO t VALUES (7)");
    expect(database.prepare("SELECT a FROM t").get()).toEqual({ a: 7 });
  });

  it("gives the result of a transaction", () => {
    const database = open(":memory:");

    expect(database.transaction(() => 7)).toBe(7);
    expect(database.transaction(() => database.prepare("SELECT 1 AS one").get())).toEqual({ one: 1 });
  });
});
