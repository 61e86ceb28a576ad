/**
 * What writes records under power cuts: the station's own store, and two plain designs as controls that must lose some. A record is a word; a design
 * tells each as soon as it holds to have it for good, and reads after the cut which are there.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { silentLog } from "#hal/core/log";
import { SystemClock } from "#hal/host/system-clock";
import { FileSecretStore } from "#agent/security/file-secret-store";
import { flushFile } from "#agent/store/flush-file";
import { openStationStore } from "#agent/store/station-store";

const KEY = "authorization-key";
const SETTING = "powercut";
const METER_STOP = 1_234_600;
const at = Date.UTC(2026, 2, 1, 6);
const sample = {
  at,
  context: "periodic",
  values: [
    { measurand: "Energy.Active.Import.Register", value: 1_234_567, unit: "Wh" },
    { measurand: "Power.Active.Import", value: 11_040, unit: "W" },
  ],
};

/** A charge as the station writes it down: start, the back end's number, values, end, each answered. */
function stationDesign(directory) {
  const path = join(directory, "station.db");
  const store = openStationStore({ path, clock: new SystemClock(), log: silentLog });
  const secrets = secretsIn(directory);
  const answer = (csmsNumber) => {
    const { position } = store.facts.head();
    store.facts.settle(position, { kind: "delivered", ...(csmsNumber === undefined ? {} : { csmsNumber }) });
  };
  // What the last cut left in the queue.
  while (store.facts.depth() > 0) answer();
  return {
    *records(run) {
      for (let charge = 1; ; charge++) {
        const id = `${run}-${charge}`;
        const fact = { transactionId: id, evse: 1, at };
        const { session, started, updated, ended } = chargeOf(id, fact);
        store.sessions.commit({ session, facts: [started] });
        yield [`start:${id}`, `fact:${id}:transaction.started`];
        answer(charge);
        yield [`number:${id}`, `answered:${id}:transaction.started`];
        store.sessions.commit({ session: { ...session, nextSeqNo: 2 }, facts: [updated] });
        const end = { at, meterStop: METER_STOP, cause: "local" };
        store.sessions.commit({ session: { ...session, nextSeqNo: 3, ended: end }, facts: [ended] });
        yield [`end:${id}`, `fact:${id}:transaction.ended`];
        while (store.facts.depth() > 0) answer();
        yield [`answered:${id}:transaction.ended`];
        secrets.write(KEY, id);
        yield [`key:${id}`];
        store.variables.set(SETTING, id);
        yield [`setting:${id}`];
      }
    },
    close: () => store.close(),
  };
}

/**
 * The same on a disk that the station takes for slow: each flush seems to take five seconds, so that nothing is flushed with its commit. A record is
 * told as soon as the store says that it is on disk. Clocks run faster, for the pauses after flushes that fail.
 */
function slowDesign(directory, flush = flushFile) {
  const path = join(directory, "station.db");
  const system = new SystemClock();
  let passed = 0;
  const clock = {
    now: () => system.now(),
    uptime: () => system.uptime(),
    after: (delay, ring) => system.after(delay / 500, ring),
  };
  const lineClock = { ...clock, uptime: () => (passed += 5000) };
  const store = openStationStore({ path, clock, lineClock, log: silentLog, flushFile: flush });
  const until = async (isTrue) => {
    while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
  };
  const kept = () => {
    const mark = store.health.mark();
    return until(() => store.health.isOnDisk(mark));
  };
  const answer = async (csmsNumber) => {
    await until(() => store.facts.head() !== undefined);
    const { position } = store.facts.head();
    store.facts.settle(position, { kind: "delivered", ...(csmsNumber === undefined ? {} : { csmsNumber }) });
    await kept();
  };
  return {
    async *records(run) {
      while (store.facts.depth() > 0) await answer();
      for (let charge = 1; ; charge++) {
        const id = `${run}-${charge}`;
        const fact = { transactionId: id, evse: 1, at };
        const { session, started, updated, ended } = chargeOf(id, fact);
        store.sessions.commit({ session, facts: [started] });
        await kept();
        yield [`start:${id}`, `fact:${id}:transaction.started`];
        await answer(charge);
        yield [`number:${id}`, `answered:${id}:transaction.started`];
        store.sessions.commit({ session: { ...session, nextSeqNo: 2 }, facts: [updated] });
        const end = { at, meterStop: METER_STOP, cause: "local" };
        store.sessions.commit({ session: { ...session, nextSeqNo: 3, ended: end }, facts: [ended] });
        // In the next round.
        store.variables.set(SETTING, id);
        await kept();
        yield [`end:${id}`, `fact:${id}:transaction.ended`, `setting:${id}`];
        while (store.facts.depth() > 0) await answer();
        yield [`answered:${id}:transaction.ended`];
      }
    },
    close: () => store.close(),
  };
}

const unheard = (path) => flushFile(path).catch(() => undefined);

function chargeOf(id, fact) {
  const session = {
    transactionId: id,
    evse: 1,
    token: "04A1B2C3D4E5F6",
    startedAt: at,
    meterStart: 1_234_500,
    nextSeqNo: 1,
    lastReading: { energy: 1_234_500, at },
  };
  return {
    session,
    started: { ...fact, type: "transaction.started", seqNo: 0, token: session.token, meterStart: 1_234_500 },
    updated: { ...fact, type: "transaction.updated", seqNo: 1, samples: [sample] },
    ended: { ...fact, type: "transaction.ended", seqNo: 2, meterStop: METER_STOP, cause: "local" },
  };
}

const secretsIn = (directory) => new FileSecretStore(join(directory, "secrets"));

/** Of what is replaced the last promise counts: all that came before it in the same life is there with it. */
function upTo(what, last) {
  const [run, count] = (last ?? "").split("-");
  return Array.from({ length: Number(count ?? 0) }, (_, charge) => `${what}:${run}-${charge + 1}`);
}

function readStation(directory) {
  const path = join(directory, "station.db");
  const damage = damageOf(path);
  const store = openStationStore({ path, clock: new SystemClock(), log: silentLog });
  const sessions = store.sessions.recent(1_000_000);
  const setting = store.variables.all().get(SETTING);
  store.close();
  const key = secretsIn(directory).read(KEY);
  const isTorn = key !== undefined && !/^\d+-\d+$/.test(key);
  const raw = new Sqlite(path);
  const facts = raw.prepare("SELECT transaction_id AS id, type, state FROM fact").all();
  raw.close();
  return {
    damage: isTorn ? [...damage, `the key is ${JSON.stringify(key)}`] : damage,
    wrong: sessions.filter(isWrong).map(({ transactionId }) => `session:${transactionId}`),
    records: [
      ...upTo("key", isTorn ? undefined : key),
      ...upTo("setting", setting),
      ...sessions.flatMap(({ transactionId, csmsNumber, ended }) => [
        `start:${transactionId}`,
        ...(csmsNumber === undefined ? [] : [`number:${transactionId}`]),
        ...(ended === undefined ? [] : [`end:${transactionId}`]),
      ]),
      ...facts.map(({ id, type }) => `fact:${id}:${type}`),
      ...facts.filter(({ state }) => state !== "waiting").map(({ id, type }) => `answered:${id}:${type}`),
    ],
  };
}

/** The back end numbers charges as the run counts them, where it answered in time. */
function isWrong({ transactionId, csmsNumber, ended }) {
  const isOtherNumber = csmsNumber !== undefined && csmsNumber !== Number(transactionId.split("-")[1]);
  return isOtherNumber || (ended !== undefined && ended.meterStop !== METER_STOP);
}

/** What SQLite finds wrong before anybody mends it. */
function damageOf(path) {
  const raw = new Sqlite(path);
  try {
    return raw
      .pragma("integrity_check")
      .map((row) => row.integrity_check)
      .filter((word) => word !== "ok");
  } finally {
    raw.close();
  }
}

/** What the package does when it is told nothing else: a write-ahead log that is flushed now and then. */
function normalDesign(directory) {
  const database = new Sqlite(join(directory, "plain.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.exec("CREATE TABLE IF NOT EXISTS record (word TEXT)");
  const insert = database.prepare("INSERT INTO record VALUES (?)");
  return {
    *records(run) {
      for (let count = 1; ; count++) {
        insert.run(`${run}-${count}`);
        yield [`${run}-${count}`];
      }
    },
    close: () => database.close(),
  };
}

function readNormal(directory) {
  const path = join(directory, "plain.db");
  const damage = damageOf(path);
  const raw = new Sqlite(path);
  const hasTable = raw.prepare("SELECT 1 FROM sqlite_master WHERE name = 'record'").get() !== undefined;
  const records = hasTable ? raw.prepare("SELECT word FROM record").pluck().all() : [];
  raw.close();
  return { damage, records };
}

/** A commit for each record, in SQLite's first way to journal: what wears flash most. */
function deleteDesign(directory) {
  const database = new Sqlite(join(directory, "plain.db"));
  database.pragma("journal_mode = DELETE");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE record (word TEXT, body TEXT)");
  const insert = database.prepare("INSERT INTO record VALUES (?, ?)");
  return {
    *records(run) {
      for (let count = 1; ; count++) {
        insert.run(`${run}-${count}`, JSON.stringify(sample).padEnd(380));
        yield [`${run}-${count}`];
      }
    },
    close: () => database.close(),
  };
}

/** A file that takes the other's place, with the flush left out. */
function renameDesign(directory) {
  const file = join(directory, "state.json");
  return {
    *records(run) {
      const words = [];
      for (let count = 1; ; count++) {
        words.push(`${run}-${count}`);
        writeFileSync(`${file}.new`, JSON.stringify(words.slice(-50)));
        renameSync(`${file}.new`, file);
        yield [`${run}-${count}`];
      }
    },
    close: () => undefined,
  };
}

function readRename(directory) {
  try {
    const words = JSON.parse(readFileSync(join(directory, "state.json"), "utf8"));
    const [run, last] = (words.at(-1) ?? "").split("-");
    return { damage: [], records: Array.from({ length: Number(last) }, (_, count) => `${run}-${count + 1}`) };
  } catch (error) {
    return error.code === "ENOENT" ? { damage: [], records: [] } : { damage: ["state.json"], records: [] };
  }
}

export const designs = {
  station: { open: stationDesign, read: readStation },
  slowStation: { open: slowDesign, read: readStation },
  failuresUnheard: { open: (directory) => slowDesign(directory, unheard), read: readStation },
  normalSync: { open: normalDesign, read: readNormal },
  deleteJournal: { open: deleteDesign, read: readNormal },
  renameWithoutFlush: { open: renameDesign, read: readRename },
};
