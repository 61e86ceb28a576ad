import { existsSync } from "node:fs";
import { AgentError } from "#hal/core/errors";
import { silentLog } from "#hal/core/log";
import { epochMillis, isoTime } from "#hal/core/units";
import type { StationFact } from "#agent/domain/transaction/station-fact";
import { openDatabase } from "#agent/store/database";
import { decodeFact } from "#agent/store/fact-codec";
import { FieldReader } from "#agent/store/field-reader";
import { StampEras } from "#agent/store/stamp-eras";

/** A fact that was given up, with why and when. */
export interface DeadLetter {
  readonly position: number;
  readonly settledAt: string;
  readonly attempts: number;
  readonly why: string;
  /** As it was to be told; text where it cannot be read any more. */
  readonly fact: StationFact | string;
}

/**
 * Every dead letter of a store, oldest first. The agent may be running: nothing is changed.
 * @throws AgentError `store.missing`, `store.failed`
 */
export function readDeadLetters(path: string): readonly DeadLetter[] {
  if (!existsSync(path)) throw new AgentError("store.missing", "there is no store", { path });
  const database = openDatabase({ path, log: silentLog });
  try {
    const rows = database
      .prepare(
        "SELECT position, transaction_id, seq_no, format, body, attempts, settled_at, why, era FROM fact WHERE state = 'dead' ORDER BY position",
      )
      .all();
    const eras = new StampEras(database);
    return rows.map((row) => decodeRow(row, eras));
  } finally {
    database.close();
  }
}

/** One line each: JSON to work with, or text to read. */
export function printDeadLetters(letters: readonly DeadLetter[], asJson: boolean): readonly string[] {
  if (asJson) return letters.map((letter) => JSON.stringify(letter));
  return letters.map(({ settledAt, attempts, why, fact }) => {
    const what = typeof fact === "string" ? "unreadable" : fact.type;
    const of = typeof fact === "string" ? "?" : (fact.transactionId ?? "no transaction");
    return `${settledAt}  ${what}  ${of}  ${String(attempts)} attempts: ${why}`;
  });
}

function decodeRow(row: unknown, eras: StampEras): DeadLetter {
  const position = new FieldReader({ table: "fact", key: "?" }, row).integer("position");
  const place = { table: "fact", key: position };
  const fields = new FieldReader(place, row);
  const body = fields.text("body");
  const read = (): StationFact | string => {
    try {
      return eras.readFact(decodeFact(place, fields), fields.optionalNumber("era"));
    } catch {
      return body;
    }
  };
  return {
    position,
    settledAt: isoTime(epochMillis(fields.integer("settled_at"))),
    attempts: fields.integer("attempts"),
    why: fields.text("why"),
    fact: read(),
  };
}
