import { existsSync } from "node:fs";
import Sqlite from "better-sqlite3";
import type { OwnBooks } from "#hil/billing-oracle";
import { fieldsOf, numberField, textField } from "#simulator/csms/payload-fields";

/** What a station that has ended left in its database, read without the station's own program. */
export interface LeftBehind {
  readonly books: OwnBooks;
  /** What SQLite finds wrong with the file; empty when it is sound. */
  readonly damage: readonly string[];
}

/** Reads the file of a station that does not run; `isPatient` as its owner told it to be. */
export function readStationFile(path: string, isPatient: boolean): LeftBehind {
  const database = new Sqlite(path);
  const rows = (sql: string) => database.prepare(sql).all();
  const count = (sql: string) => numberField(rows(sql)[0], "n") ?? 0;
  try {
    const dead = count("SELECT count(*) AS n FROM fact WHERE state = 'dead'");
    const gaveUp = new Set(rows(GAVE_UP).map((row) => textField(row, "transaction_id")));
    return {
      books: {
        sessions: rows("SELECT * FROM session ORDER BY ordinal").map((row) => sessionOf(row, gaveUp)),
        unbilledWh: count("SELECT coalesce(sum(abs(energy)), 0) AS n FROM unbilled"),
        waiting: count("SELECT count(*) AS n FROM fact WHERE state = 'waiting'"),
        deadLetters: dead,
        deadLetterAlarms: count("SELECT count(*) AS n FROM security_entry WHERE event = 'RecordUndeliverable'"),
        isPatient,
      },
      damage: rows("PRAGMA integrity_check")
        .map((row) => String(fieldsOf(row)["integrity_check"]))
        .filter((word) => word !== "ok"),
    };
  } finally {
    database.close();
  }
}

/** Whether a transaction has no end yet in the books of a station that may be running; a file that is not there has none. */
export function hasOpenSession(path: string): boolean {
  return holds(path, "SELECT 1 FROM session WHERE ended_at IS NULL");
}

/** Whether values of a transaction wait for the back end there. */
export function hasQueuedValues(path: string): boolean {
  return holds(path, "SELECT 1 FROM fact WHERE state = 'waiting' AND type = 'transaction.updated'");
}

function holds(path: string, sql: string): boolean {
  if (!existsSync(path)) return false;
  const database = new Sqlite(path, { readonly: true });
  try {
    return database.prepare(sql).get() !== undefined;
  } finally {
    database.close();
  }
}

/** Holds the lock that every commit of the station needs, until the answer is called. */
export function lockStationFile(path: string): () => void {
  const database = new Sqlite(path);
  database.exec("BEGIN IMMEDIATE");
  return () => {
    database.close();
  };
}

/** A control: from now on the station's own database deletes what was given up, as plain designs do. The station must not run. */
export function deleteDeadLetters(path: string): void {
  const database = new Sqlite(path);
  database.exec(`
    CREATE TRIGGER IF NOT EXISTS control_deletes AFTER UPDATE OF state ON fact WHEN NEW.state = 'dead'
    BEGIN DELETE FROM fact WHERE position = NEW.position; END`);
  database.close();
}

/** Of these the back end has no whole record. */
const GAVE_UP = `
  SELECT DISTINCT transaction_id FROM fact WHERE state = 'dead' AND type IN ('transaction.started', 'transaction.ended')`;

function sessionOf(row: unknown, gaveUp: ReadonlySet<string | undefined>): OwnBooks["sessions"][number] {
  const field = (name: string) => numberField(row, name);
  const [at, meterStop] = [field("ended_at"), field("meter_stop")];
  return {
    csmsNumber: field("csms_number"),
    startedAt: field("started_at") ?? Number.NaN,
    meterStart: field("meter_start") ?? Number.NaN,
    ended: at === undefined || meterStop === undefined ? undefined : { at, meterStop },
    gaveUp: gaveUp.has(textField(row, "transaction_id")),
  };
}
