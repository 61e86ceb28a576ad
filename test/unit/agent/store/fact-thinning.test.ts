import { expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { openDatabase } from "#agent/store/database";
import { FactThinning } from "#agent/store/fact-thinning";
import { migrate } from "#agent/store/migrate";
import { migrations } from "#agent/store/migrations";
import { sessionSample, startSample, storeEpoch, updateSample } from "#test/support/station-store-samples";
import { StoreDisk } from "#test/support/store-disk";

/** Begins and ends only, as of very many short charges, and then one that is told every few seconds. */
function queue({ starts, values }: { readonly starts: number; readonly values: number }) {
  const database = openDatabase({ path: ":memory:", log: silentLog });
  migrate(database, { migrations, clock: new VirtualClock(storeEpoch), log: silentLog });
  database.execute(`
    INSERT INTO session (transaction_id, evse, token, started_at, meter_start, next_seq_no, last_energy, last_at)
    VALUES ('t1', 1, 'CARD', 0, 0, 1, 0, 0);
    WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < ${String(starts + values)})
    INSERT INTO fact (position, transaction_id, seq_no, type, format, body)
    SELECT n, 't1', n, iif(n <= ${String(starts)}, 'transaction.started', 'transaction.updated'), 1, '{}' FROM place;
  `);
  return database;
}

it("3.9 14.4 comes to what can be done without, however much before it cannot", () => {
  const newest = 20_100;
  const thinning = new FactThinning(queue({ starts: 20_000, values: 100 }), 100);
  const rounds = [1, 2, 3, 4].map(() => thinning.thin(newest, 0, newest));
  expect(rounds).toEqual([0, 49, 0, 25]);
});

it("3.9 14.4 goes on beside an oldest one that cannot be read", () => {
  const disk = new StoreDisk();
  const store = disk.open({ thinAbove: 10 });
  store.sessions.commit({ session: sessionSample("t1"), facts: [startSample("t1")] });
  store.close();
  const database = openDatabase({ path: disk.path, log: silentLog });
  database.execute("UPDATE fact SET format = 99");
  database.close();
  const next = disk.open({ thinAbove: 10 });
  const facts = Array.from({ length: 20 }, (_, i) => updateSample("t1", i + 1));
  next.sessions.commit({ session: sessionSample("t1", { nextSeqNo: 21 }), facts });
  expect(next.facts.depth()).toBe(12);
});
