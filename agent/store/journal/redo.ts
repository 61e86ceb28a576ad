import { isDamage, isRefusal } from "#agent/store/damage";
import type { Database, Statement } from "#agent/store/database";
import { JournalMark } from "#agent/store/journal/journal-mark";
import type { JournalRecord } from "#agent/store/journal/journal-record";
import { schemaVersion } from "#agent/store/migrate";

/**
 * Does again what the database does not contain yet, up to the first gap, or to the first record that cannot be done: one of a newer program, which
 * was taken back since, may be for a schema that this one does not know. `bringSchema` is called when records were written for another schema than the
 * database's. Returns how many were done.
 *
 * @throws AgentError `store.failed` where the disk refuses or the file is damaged
 */
export function redo(database: Database, records: readonly JournalRecord[], bringSchema: () => void): number {
  const mark = new JournalMark(database);
  const statements = new Map<string, Statement>();
  let done = mark.read();
  let count = 0;
  for (const record of records) {
    if (record.number <= done) continue;
    if (record.number !== done + 1) break;
    if (record.schema !== schemaVersion(database)) bringSchema();
    const work = () => {
      for (const { sql, values } of record.changes) {
        const statement = statements.get(sql) ?? database.prepare(sql);
        statements.set(sql, statement);
        statement.run(values);
      }
      mark.write(record.number);
    };
    if (!isDone(database, work)) break;
    done = record.number;
    count += 1;
  }
  return count;
}

/** A record that breaks a rule must not cost those before it. */
function isDone(database: Database, work: () => void): boolean {
  try {
    database.transaction(work);
    return true;
  } catch (error) {
    if (isDamage(error) || isRefusal(error)) throw error;
    return false;
  }
}
