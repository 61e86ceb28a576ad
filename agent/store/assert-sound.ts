import { AgentError } from "#hal/core/errors";
import type { Database } from "#agent/store/database";
import { FieldReader } from "#agent/store/field-reader";

/** Up to this size the whole file is looked through, indexes against their tables included: about a second on a slow card. */
const WHOLE_BYTES = 33_554_432;

/** What bills and behaviour depend on, and stays small when the queue of facts does not. */
const smallTables = ["session", "unbilled", "notice", "variable", "availability", "run"] as const;

/**
 * Looks for damage, in bounded time: of a large file only what is small in it; the rest shows when it is read.
 * @throws AgentError `store.failed` that `isDamage`
 */
export function assertSound(database: Database): void {
  const bytes = Number(database.pragma("page_count")) * Number(database.pragma("page_size"));
  if (bytes <= WHOLE_BYTES) {
    check(database, "integrity_check", "PRAGMA integrity_check(1)");
    return;
  }
  for (const table of smallTables) check(database, "quick_check", `PRAGMA quick_check(${table})`);
}

function check(database: Database, column: string, sql: string): void {
  const row = database.prepare(sql).get();
  const found = new FieldReader({ table: column, key: "*" }, row).text(column);
  if (found === "ok") return;
  const details = { action: "check", sqlite: "SQLITE_CORRUPT", found };
  throw new AgentError("store.failed", "the database is damaged", details);
}
