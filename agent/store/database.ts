import Sqlite from "better-sqlite3";
import { AgentError } from "#hal/core/errors";
import { type Failpoint, noFailpoint } from "#hal/core/failpoint";
import type { Log } from "#hal/core/log";
import { prepareDatabaseFile } from "#agent/store/database-file";
import { applyPragmas } from "#agent/store/pragmas";

/** What a column holds; absent values are null in SQL and stop being so at this edge. */
export type SqlValue = string | number | null;
export type SqlValues = Readonly<Record<string, SqlValue>>;

/** A prepared statement with named parameters (`@name`). Rows come as they are and are validated by whoever asked. */
export interface Statement {
  /** Number of rows changed. */
  run(values?: SqlValues): number;
  get(values?: SqlValues): unknown;
  all(values?: SqlValues): readonly unknown[];
}

export interface DatabaseOptions {
  /** A file, or `:memory:` for a database that ends with its `close`. */
  readonly path: string;
  readonly log: Log;
  /** Passed around the commits that have a name. */
  readonly failpoint?: Failpoint;
}

/** A commit at which a harness may want the program to die, and what it is about. */
export interface CommitPlace {
  readonly name: "session" | "settlement";
  readonly subject: string | undefined;
}

/**
 * Opens a database with its pragmas set and read back. A missing file is created with mode 0600, its directory with 0700.
 * @throws AgentError `store.no-directory`, `store.pragma` (details: pragma, expected, found), `store.failed`
 */
export function openDatabase({ path, log, failpoint }: DatabaseOptions): Database {
  if (path !== ":memory:") prepareDatabaseFile(path);
  const connection = translated("open", () => new Sqlite(path));
  const database = new Database(connection, path, failpoint);
  try {
    applyPragmas(database);
  } catch (error) {
    database.close();
    throw error;
  }
  log.debug({ path }, "store.opened");
  return database;
}

/**
 * One connection. Everything on it is synchronous, so a transaction cannot be interleaved with anything else in this process.
 * Every failure of SQLite comes out as AgentError: `store.constraint` when a rule of the schema was broken, else `store.failed`
 * (disk full, I/O error, not a database, locked by another process).
 */
export class Database {
  readonly path: string;
  readonly #connection: Sqlite.Database;
  readonly #failpoint: Failpoint;
  /** Made once: the package builds four functions and prepares five statements for each. */
  readonly #commit: Sqlite.Transaction<(work: () => void) => void>;

  constructor(connection: Sqlite.Database, path: string, failpoint: Failpoint = noFailpoint) {
    this.#connection = connection;
    this.#failpoint = failpoint;
    this.#commit = connection.transaction((work: () => void) => {
      work();
    });
    this.path = path;
  }

  get isInMemory(): boolean {
    return this.path === ":memory:";
  }

  prepare(sql: string): Statement {
    const statement = translated("prepare", () => this.#connection.prepare<[SqlValues]>(sql));
    return {
      run: (values = {}) => translated("write", () => statement.run(values).changes),
      get: (values = {}) => translated("read", () => statement.get(values)),
      all: (values = {}) => translated("read", () => statement.all(values)),
    };
  }

  /** Runs `work` in one commit, durable when this returns; when `work` throws, nothing of it happened. Calls may be nested. */
  transaction<Result>(work: () => Result, place?: CommitPlace): Result {
    if (place !== undefined) this.#failpoint(`${place.name}.begin`, place.subject);
    let result: { readonly value: Result } | undefined;
    translated("commit", () => {
      this.#commit.immediate(() => {
        result = { value: work() };
        if (place !== undefined) this.#failpoint(`${place.name}.written`, place.subject);
      });
    });
    if (place !== undefined) this.#failpoint(`${place.name}.done`, place.subject);
    if (result === undefined) throw new AgentError("store.failed", "a commit without a result", { path: this.path });
    return result.value;
  }

  /** A place between commits. */
  passes(name: "attempt.counted", subject: string | undefined): void {
    this.#failpoint(name, subject);
  }

  /** One or more statements without parameters and results: migrations and pragmas. */
  execute(sql: string): void {
    translated("execute", () => {
      this.#connection.exec(sql);
    });
  }

  /** Reads a pragma's first value. */
  pragma(name: string): unknown {
    return translated("read", () => this.#connection.pragma(name, { simple: true }));
  }

  /** Closing again does nothing. */
  close(): void {
    translated("close", () => this.#connection.close());
  }
}

function translated<Result>(action: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error;
    const details = { action, sqlite: error.code };
    if (error.code.startsWith("SQLITE_CONSTRAINT"))
      throw new AgentError("store.constraint", "a rule of the database was broken", details, error);
    throw new AgentError("store.failed", `the database could not ${action}`, details, error);
  }
}
