import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { type Database, openDatabase } from "#agent/store/database";
import { backupPath } from "#agent/store/backup";
import { migrate, schemaVersion } from "#agent/store/migrate";
import type { Migration } from "#agent/store/migration";
import { migrations } from "#agent/store/migrations";
import { openStationStore } from "#agent/store/station-store";
import { sessionSample, startSample, storeEpoch } from "#test/support/station-store-samples";
import { temporaryDirectory } from "#test/support/temporary-directory";

const clock = new VirtualClock(storeEpoch);
const log = silentLog;

/** A step as a later program version may ship it: it rebuilds a table that another one refers to. */
const next: Migration = {
  version: migrations.length + 1,
  name: "variable-history",
  up: `
    CREATE TABLE variable_new (name TEXT PRIMARY KEY, value TEXT NOT NULL, note TEXT NOT NULL DEFAULT '') STRICT;
    INSERT INTO variable_new (name, value) SELECT name, value FROM variable;
    DROP TABLE variable;
    ALTER TABLE variable_new RENAME TO variable;`,
  down: `
    CREATE TABLE variable_old (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO variable_old (name, value) SELECT name, value FROM variable;
    DROP TABLE variable;
    ALTER TABLE variable_old RENAME TO variable;`,
};
const newer = [...migrations, next];

function openWith(path: string, steps: readonly Migration[]) {
  return openStationStore({ path, clock, log, migrations: steps });
}

function inspect<Result>(path: string, look: (database: Database) => Result): Result {
  const database = openDatabase({ path, log });
  try {
    return look(database);
  } finally {
    database.close();
  }
}

describe("the steps of the schema", () => {
  it("are numbered from 1 without a gap and named", () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_step, i) => i + 1));
    expect(new Set(migrations.map((step) => step.name)).size).toBe(migrations.length);
  });

  it("lead from nothing up and all the way down again", () => {
    const database = openDatabase({ path: ":memory:", log });
    migrate(database, { migrations, clock, log });
    expect(schemaVersion(database)).toBe(migrations.length);

    migrate(database, { migrations: [], clock, log });

    expect(schemaVersion(database)).toBe(0);
    expect(
      database.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all(),
    ).toEqual([{ name: "migration" }]);
    database.close();
  });
});

describe("a database of an older program", () => {
  it("is brought up with its data, and a copy is left beside it", () => {
    const path = join(temporaryDirectory(), "station.db");
    const old = openWith(path, migrations);
    old.variables.set("HeartbeatInterval", "60");
    old.close();

    const store = openWith(path, newer);
    const value = store.variables.all().get("HeartbeatInterval");
    store.close();

    expect(value).toBe("60");
    expect(inspect(path, schemaVersion)).toBe(next.version);
    const copy = backupPath(path, migrations.length);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(inspect(copy, schemaVersion)).toBe(migrations.length);
    expect(inspect(copy, (database) => database.prepare("SELECT name, value FROM variable").all())).toEqual([
      { name: "HeartbeatInterval", value: "60" },
    ]);
  });

  it("needs no copy when it is new", () => {
    const directory = temporaryDirectory();
    openWith(join(directory, "station.db"), newer).close();

    expect(readdirSync(directory)).toEqual(["station.db", "station.db.journal-000000000001"]);
  });

  it("replaces the copy of an earlier attempt", () => {
    const path = join(temporaryDirectory(), "station.db");
    for (const value of ["1", "2"]) {
      const store = openWith(path, migrations);
      store.variables.set("HeartbeatInterval", value);
      store.close();
      openWith(path, newer).close();
    }

    expect(
      inspect(backupPath(path, migrations.length), (database) => database.prepare("SELECT value FROM variable").all()),
    ).toEqual([{ value: "2" }]);
  });

  it("stays as it was when a step fails, those before it included", () => {
    const path = join(temporaryDirectory(), "station.db");
    openWith(path, migrations).close();
    const broken: Migration = { version: next.version + 1, name: "broken", up: "CREATE TABEL x", down: "" };

    expect(() => openWith(path, [...newer, broken])).toThrow(
      expect.objectContaining({ code: "store.migration", details: { version: broken.version } }),
    );

    expect(inspect(path, schemaVersion)).toBe(migrations.length);
    const store = openWith(path, migrations);
    store.variables.set("HeartbeatInterval", "60");
    store.close();
  });

  it("stays as it was when a step leaves rows that refer to nothing", () => {
    const path = join(temporaryDirectory(), "station.db");
    const store = openWith(path, migrations);
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    store.close();
    const careless: Migration = { version: next.version, name: "careless", up: "DELETE FROM session", down: "" };

    expect(() => openWith(path, [...migrations, careless])).toThrow(
      expect.objectContaining({ code: "store.migration" }),
    );

    const again = openWith(path, migrations);
    expect(again.sessions.open()).toHaveLength(1);
    again.close();
  });
});

describe("a database of a newer program", () => {
  it("is brought down by the script stored in it, which the older program never shipped", () => {
    const path = join(temporaryDirectory(), "station.db");
    const store = openWith(path, newer);
    store.variables.set("HeartbeatInterval", "60");
    store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
    store.close();

    const older = openWith(path, migrations);

    expect(older.variables.all().get("HeartbeatInterval")).toBe("60");
    expect(older.sessions.open()).toEqual([sessionSample("t1")]);
    older.close();
    expect(inspect(path, schemaVersion)).toBe(migrations.length);
    expect(existsSync(backupPath(path, next.version))).toBe(true);
    expect(inspect(path, (database) => database.prepare("PRAGMA table_info(variable)").all())).toHaveLength(2);
  });

  it("can be brought up again afterwards", () => {
    const path = join(temporaryDirectory(), "station.db");
    for (const steps of [newer, migrations, newer]) openWith(path, steps).close();

    expect(inspect(path, schemaVersion)).toBe(next.version);
  });

  it("is refused and left alone when the script is missing", () => {
    const path = join(temporaryDirectory(), "station.db");
    openWith(path, newer).close();
    inspect(path, (database) => {
      database.execute("DELETE FROM migration WHERE version = (SELECT max(version) FROM migration)");
    });

    expect(() => openWith(path, migrations)).toThrow(expect.objectContaining({ code: "store.migration" }));

    expect(inspect(path, schemaVersion)).toBe(next.version);
  });
});
