/** How many commits a second the station's store makes durable on this disk, beside a bare insert with the same promise. */
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
  return [figure({ name: "store", unit: "commits/s", ...speed, bareName: "better-sqlite3, one row, same pragmas" })];
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

/** What a charge commits most: the session's new state together with one sampled reading. */
function changeOf(run, count) {
  const identity = { transactionId: `bench-${run}`, evse: 1 };
  const sample = {
    at,
    context: "periodic",
    values: [
      { measurand: "Energy.Active.Import.Register", value: 1_234_567 + count, unit: "Wh" },
      { measurand: "Power.Active.Import", value: 11_040, unit: "W" },
      { measurand: "Voltage", phase: "L1-N", value: 230.1, unit: "V" },
    ],
  };
  return {
    session: {
      ...identity,
      token: "04A1B2C3D4E5F6",
      startedAt: at,
      meterStart: 1_234_500,
      nextSeqNo: count + 2,
      lastReading: { energy: 1_234_567 + count, at },
    },
    facts: [{ ...identity, type: "transaction.updated", seqNo: count + 1, at, samples: [sample] }],
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
