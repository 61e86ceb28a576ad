import type { Clock } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { backUp, backupPath } from "#agent/store/backup";
import type { Database } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";
import type { Migration } from "#agent/store/migration";
import { wholeMillis } from "#agent/store/sql-values";

export interface MigrateOptions {
  /** In order of version, the last one is the schema that this program speaks. */
  readonly migrations: readonly Migration[];
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Brings the database to the schema of this program, up by the steps shipped with it, or down by the steps that newer programs stored in
 * the database: after a roll-back of the firmware older code finds a newer schema and has never seen the scripts that undo it.
 * A file with data is backed up first. All steps are one commit; when any fails the database is as it was.
 * @throws AgentError `store.migration` (details: version), `store.failed`
 */
export function migrate(database: Database, { migrations, clock, log }: MigrateOptions): void {
  const from = schemaVersion(database);
  const to = migrations.at(-1)?.version ?? 0;
  if (from === to) return;
  if (from > 0 && !database.isInMemory) backUp(database, backupPath(database.path, from));
  // Rebuilding a table drops the one that others refer to; the whole is checked before the commit instead.
  database.execute("PRAGMA foreign_keys = OFF");
  try {
    database.transaction(() => {
      if (from < to) climb(database, from, migrations, clock);
      else descend(database, from, to);
      refuseDangling(database);
    });
  } finally {
    database.execute("PRAGMA foreign_keys = ON");
  }
  log.info({ from, to }, "store.migrated");
}

export function schemaVersion(database: Database): number {
  return Number(database.pragma("user_version"));
}

function climb(database: Database, from: number, migrations: readonly Migration[], clock: Clock): void {
  database.execute(
    `CREATE TABLE IF NOT EXISTS migration (
       version INTEGER PRIMARY KEY, name TEXT NOT NULL, down TEXT NOT NULL, applied_at INTEGER NOT NULL
     ) STRICT`,
  );
  const remember = database.prepare(
    "INSERT INTO migration (version, name, down, applied_at) VALUES (@version, @name, @down, @appliedAt)",
  );
  for (const { version, name, up, down } of migrations) {
    if (version <= from) continue;
    runStep(database, version, up);
    remember.run({ version, name, down, appliedAt: wholeMillis(clock.now()) });
    setVersion(database, version);
  }
}

function descend(database: Database, from: number, to: number): void {
  const find = database.prepare("SELECT down FROM migration WHERE version = @version");
  const forget = database.prepare("DELETE FROM migration WHERE version = @version");
  for (let version = from; version > to; version--) {
    const row = find.get({ version });
    if (row === undefined) throw migrationError(version, "the way back from a newer schema is not in the database");
    runStep(database, version, new FieldReader({ table: "migration", key: version }, row).text("down"));
    forget.run({ version });
    setVersion(database, version - 1);
  }
}

function runStep(database: Database, version: number, sql: string): void {
  try {
    database.execute(sql);
  } catch (error) {
    throw migrationError(version, "a step of the schema failed", error);
  }
}

function refuseDangling(database: Database): void {
  const dangling = database.prepare("PRAGMA foreign_key_check").all();
  if (dangling.length > 0)
    throw migrationError(schemaVersion(database), "the new schema has rows that refer to nothing");
}

function setVersion(database: Database, version: number): void {
  database.execute(`PRAGMA user_version = ${String(version)}`);
}

function migrationError(version: number, message: string, cause?: unknown): AgentError {
  return new AgentError("store.migration", message, { version }, cause);
}
