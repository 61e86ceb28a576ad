/** How many starts a second the station's store makes durable on this disk, in both of its copies, beside a bare insert with the same promise in one. */
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { silentLog } from "#hal/core/log";
import { SystemClock } from "#hal/host/system-clock";
import { openStationStore } from "#agent/store/station-store";
import { figure } from "./figures.mjs";

const RUNS = 21;
const RUN_MS = 100;
const at = Date.UTC(2026, 2, 1, 6);

/** @returns the figure in commits a second */
export function benchStore({ directory }) {
  const clock = new SystemClock();
  const store = openStationStore({ path: join(directory, "station.db"), clock, log: silentLog });
  const bare = openBare(join(directory, "bare.db"));
  const speed = { ours: [], bare: [] };
  for (let run = 0; run < RUNS; run++) {
    speed.ours.push(perSecond((count) => store.sessions.commit(changeOf(run, count))));
    speed.bare.push(perSecond((count) => bare.insert(JSON.stringify(changeOf(run, count).facts[0]))));
  }
  store.close();
  bare.close();
  return [figure({ name: "store", unit: "starts/s", ...speed, bareName: "better-sqlite3, one row, same pragmas" })];
}

/** For a fixed time and not a fixed number: disks differ a hundredfold. */
function perSecond(commit) {
  const begun = performance.now();
  let count = 0;
  let passed = 0;
  while (passed < RUN_MS) {
    commit(count);
    count += 1;
    passed = performance.now() - begun;
  }
  return (count / passed) * 1000;
}

/** The start of a transaction: on disk before anybody acts on it. Values in between wait for the next such commit and would measure memory. */
function changeOf(run, count) {
  const identity = { transactionId: `bench-${run}-${count}`, evse: 1 };
  const token = "04A1B2C3D4E5F6";
  const meterStart = 1_234_500 + count;
  return {
    session: { ...identity, token, startedAt: at, meterStart, nextSeqNo: 1, lastReading: { energy: meterStart, at } },
    facts: [{ ...identity, type: "transaction.started", seqNo: 0, at, token, meterStart }],
  };
}

function openBare(path) {
  const database = new Sqlite(path);
  for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 250", "secure_delete = ON"])
    database.pragma(pragma);
  database.exec("CREATE TABLE fact (position INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  const statement = database.prepare("INSERT INTO fact (body) VALUES (?)");
  return { insert: (body) => statement.run(body), close: () => database.close() };
}
