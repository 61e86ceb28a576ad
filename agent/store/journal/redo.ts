import type { Database, Statement } from "#agent/store/database";
import { JournalMark } from "#agent/store/journal/journal-mark";
import type { JournalRecord } from "#agent/store/journal/journal-record";
import { schemaVersion } from "#agent/store/migrate";

/**
 * Does again what the database does not contain yet, up to the first gap. `bringSchema` is called when records were written for another
 * schema than the database's. Returns how many were done.
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
    database.transaction(() => {
      for (const { sql, values } of record.changes) {
        const statement = statements.get(sql) ?? database.prepare(sql);
        statements.set(sql, statement);
        statement.run(values);
      }
      mark.write(record.number);
    });
    done = record.number;
    count += 1;
  }
  return count;
}
