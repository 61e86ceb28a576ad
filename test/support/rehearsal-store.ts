import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "#hal/core/log";
import { type Database, openDatabase } from "#agent/store/database";
import { numberField } from "#simulator/csms/payload-fields";

/** What an agent that has ended left on its disk. */
export interface StoredBooks {
  readonly sessions: readonly StoredSession[];
  /** Facts that no back end has answered yet, oldest first. */
  readonly waiting: readonly StoredFact[];
  /** Facts that were given up. */
  readonly dead: number;
  readonly unbilled: readonly { readonly energy: number; readonly why: string }[];
  readonly runs: readonly { readonly endedInOrder: boolean }[];
}

export interface StoredSession {
  readonly transactionId: string;
  readonly csmsNumber: number | null;
  readonly token: string;
  readonly startedAt: number;
  readonly meterStart: number;
  readonly endedAt: number | null;
  readonly meterStop: number | null;
  readonly stopCause: string | null;
  /** How many facts the transaction has. */
  readonly facts: number;
}

export interface StoredFact {
  readonly transactionId: string;
  readonly type: string;
}

/** Reads a copy: the agent's next start has to find its files as it left them, write-ahead log included. */
export function readStore(storeDirectory: string): StoredBooks {
  const copy = mkdtempSync(join(tmpdir(), "borne-books-"));
  try {
    for (const name of ["station.db", "station.db-wal"]) {
      if (existsSync(join(storeDirectory, name))) copyFileSync(join(storeDirectory, name), join(copy, name));
    }
    const database = openDatabase({ path: join(copy, "station.db"), log: silentLog });
    const books = read(database);
    database.close();
    return books;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function read(database: Database): StoredBooks {
  const rows = (sql: string) => database.prepare(sql).all();
  const runs = rows("SELECT ended_in_order AS endedInOrder FROM run ORDER BY ordinal");
  return {
    sessions: rows(
      `SELECT transaction_id AS transactionId, csms_number AS csmsNumber, token, started_at AS startedAt, meter_start AS meterStart,
         ended_at AS endedAt, meter_stop AS meterStop, stop_cause AS stopCause, next_seq_no AS facts
       FROM session ORDER BY ordinal`,
    ) as readonly StoredSession[],
    waiting: rows(
      "SELECT transaction_id AS transactionId, type FROM fact WHERE state = 'waiting' ORDER BY position",
    ) as readonly StoredFact[],
    dead: rows("SELECT 1 FROM fact WHERE state = 'dead'").length,
    unbilled: rows("SELECT energy, why FROM unbilled ORDER BY ordinal") as StoredBooks["unbilled"],
    runs: runs.map((run) => ({ endedInOrder: numberField(run, "endedInOrder") === 1 })),
  };
}
