import { AgentError } from "#hal/core/errors";

export interface Pragma {
  readonly name: string;
  readonly set: string;
  /** What reading it back must give. */
  readonly expect: string | number;
  /** The same for `:memory:`, where SQLite has some of them otherwise or not at all. */
  readonly expectInMemory?: string | undefined;
}

/**
 * WAL with FULL is the cheapest setting that lost no acknowledged commit in simulated power cuts; better-sqlite3's own default for WAL
 * is NORMAL, which loses hundreds. The log is written back by `WriteAheadLog`, not within commits. The rest bounds the size on flash, forgets personal data when it is deleted, and distrusts the file.
 */
export const storePragmas: readonly Pragma[] = [
  { name: "busy_timeout", set: "5000", expect: 5000 },
  { name: "journal_mode", set: "WAL", expect: "wal", expectInMemory: "memory" },
  { name: "synchronous", set: "FULL", expect: 2 },
  { name: "foreign_keys", set: "ON", expect: 1 },
  { name: "wal_autocheckpoint", set: "0", expect: 0 },
  { name: "journal_size_limit", set: "4194304", expect: 4_194_304 },
  { name: "secure_delete", set: "ON", expect: 1 },
  { name: "trusted_schema", set: "OFF", expect: 0 },
  { name: "cell_size_check", set: "ON", expect: 1 },
  { name: "mmap_size", set: "0", expect: 0, expectInMemory: undefined },
];

/** How a commit is flushed. Without, it is in the file and in its order, and a power cut may take it until somebody flushes the log. */
export function flushing(isInline: boolean): Pragma {
  return isInline ? { name: "synchronous", set: "FULL", expect: 2 } : { name: "synchronous", set: "NORMAL", expect: 1 };
}

/** What setting pragmas needs of a database. */
export interface PragmaTarget {
  readonly isInMemory: boolean;
  execute(sql: string): void;
  pragma(name: string): unknown;
}

/** @throws AgentError `store.pragma` (details: pragma, expected, found) when one does not read back as it was set */
export function applyPragmas(database: PragmaTarget, pragmas: readonly Pragma[] = storePragmas): void {
  for (const pragma of pragmas) {
    database.execute(`PRAGMA ${pragma.name} = ${pragma.set}`);
    const expected = database.isInMemory && "expectInMemory" in pragma ? pragma.expectInMemory : pragma.expect;
    const found = database.pragma(pragma.name);
    if (found === expected) continue;
    const details = { pragma: pragma.name, expected, found };
    throw new AgentError("store.pragma", `the database does not accept ${pragma.name}`, details);
  }
}
