import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { openDatabase } from "#agent/store/database";
import { migrate } from "#agent/store/migrate";
import { migrations } from "#agent/store/migrations";
import { openStationStore } from "#agent/store/station-store";
import { keptTables, wipedTables } from "#agent/store/wiping";
import { sessionSample, startSample, storeEpoch } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";

const clock = new VirtualClock(storeEpoch);

function filled() {
  const store = openStationStore({ path: ":memory:", clock, log: silentLog });
  store.sessions.commit({ session: sessionSample("a"), facts: [startSample("a")] });
  store.variables.set("HeartbeatInterval", "60");
  store.site.settings.set("site.name", "Carport");
  store.site.factory.put({ passwordHash: "label", pinHash: "pin" });
  store.site.accounts.put({ name: "owner", role: "owner", passwordHash: "own", mustChange: false });
  store.site.accounts.put({ name: "anna", role: "viewer", passwordHash: "anna", mustChange: false });
  store.site.events.add([{ code: "csms.lost", severity: "warning", at: clock.now(), count: 1 }]);
  store.lifeCycle.put({ stage: "activated" });
  return store;
}

describe("what is wiped", () => {
  it("is decided for every table of the schema", () => {
    const database = openDatabase({ path: ":memory:", log: silentLog });
    migrate(database, { migrations, clock, log: silentLog });
    const rows = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();

    const decided = [...Object.values(wipedTables).flat(), ...keptTables].sort();
    expect(rows.map((row) => (row as { name: string }).name).sort()).toEqual(decided);
  });

  it("is the configuration alone with the configuration", () => {
    const store = filled();
    store.wiping.configuration();

    expect(store.variables.all().size).toBe(0);
    expect(store.site.settings.all().size).toBe(0);
    expect(store.site.accounts.all()).toHaveLength(2);
    expect(store.site.events.open()).toBe(1);
    expect(store.lifeCycle.get().stage).toBe("activated");
  });

  it("is people and traces with them, and never the record of a charge nor what the back end is still to be told", () => {
    const store = filled();
    store.wiping.people();
    store.wiping.traces();

    expect(store.site.accounts.all()).toEqual([
      { name: "owner", role: "owner", passwordHash: "label", mustChange: true },
    ]);
    expect(store.site.events.page({ limit: 10 })).toEqual([]);
    expect(store.lifeCycle.get().stage).toBe("factory");
    expect(store.sessions.recent(10)).toHaveLength(1);
    expect(store.facts.depth()).toBe(1);
  });
});

it("what is wiped is in no file that was put by before a step of the schema", () => {
  const disk = new StoreDisk();
  const later = { version: migrations.length + 1, name: "later", up: "SELECT 1", down: "SELECT 1" };
  disk.open({ migrations: [...migrations, later] }).close();
  const backups = () => readdirSync(disk.directory).filter((name) => name.endsWith(".backup"));
  const store = disk.open();
  expect(backups()).toHaveLength(1);
  store.wiping.people();

  expect(backups()).toEqual([]);
});
