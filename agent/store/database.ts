import Sqlite from "better-sqlite3";
import { AgentError } from "#hal/core/errors";
import { type Failpoint, noFailpoint } from "#hal/core/failpoint";
import { millis, type Millis } from "#hal/core/units";
import type { CommitJournal, CommitPlace, Flush, SqlChange } from "#agent/store/commit";
import { prepareDatabaseFile } from "#agent/store/database-file";
import type { DatabaseOptions } from "#agent/store/database-options";
import { isDamage } from "#agent/store/damage";
import { SLOW_FLUSH } from "#agent/store/flush-pace";
import { applyPragmas, flushing } from "#agent/store/pragmas";
import { WriteAheadLog } from "#agent/store/write-ahead-log";

/** What a column holds; absent values are null in SQL and stop being so at this edge. */
export type SqlValue = string | number | null;
export type SqlValues = Readonly<Record<string, SqlValue>>;

/** A prepared statement with named parameters (`@name`). Rows come as they are and are validated by whoever asked. */
export interface Statement {
  /** Number of rows changed, or of rows that it gave back. */
  run(values?: SqlValues): number;
  get(values?: SqlValues): unknown;
  all(values?: SqlValues): readonly unknown[];
}

/**
 * Opens a database with its pragmas set and read back. A missing file is created with mode 0600, its directory with 0700.
 * @throws AgentError `store.no-directory`, `store.pragma` (details: pragma, expected, found), `store.failed`
 */
export function openDatabase(options: DatabaseOptions): Database {
  const database = new Database(options);
  options.log.debug({ path: options.path }, "store.opened");
  return database;
}

/**
 * One connection. Everything on it is synchronous, so a transaction cannot be interleaved with anything else in this process.
 * Every failure of SQLite comes out as AgentError: `store.constraint` when a rule of the schema was broken, else `store.failed`
 * (disk full, I/O error, locked by another process, not a sound database: `isDamage` tells).
 */
export class Database {
  readonly path: string;
  readonly #beforeWrite: () => void;
  readonly #failpoint: Failpoint;
  readonly #uptime: () => Millis;
  #connection: Sqlite.Database;
  #log: WriteAheadLog | undefined;
  /** Made once: the package builds four functions and prepares five statements for each. */
  #commit: Sqlite.Transaction<(work: () => void) => void>;
  /** Counts connections: a statement belongs to one. */
  #era = 0;
  #journal: CommitJournal | undefined;
  #repair: (() => void) | undefined;
  /** By their text: who asks for the same again gets the same. */
  readonly #statements = new Map<string, Statement>();
  /** Of the transaction that is running. */
  #changes: SqlChange[] = [];

  constructor({ path, lineClock, beforeWrite, content, failpoint = noFailpoint }: Omit<DatabaseOptions, "log">) {
    this.#failpoint = failpoint;
    this.path = path;
    this.#uptime = () => lineClock?.uptime() ?? millis(0);
    this.#beforeWrite = beforeWrite ?? (() => undefined);
    this.#connection = connect(path, content);
    this.#commit = commitOver(this.#connection);
    this.#prepareFile();
  }

  get isInMemory(): boolean {
    return this.path === ":memory:";
  }

  /** Where what is committed goes first; a database in memory has none. */
  get log(): WriteAheadLog | undefined {
    return this.#log;
  }

  /** From now on every commit goes there too, or to no other place. */
  journalTo(journal: CommitJournal | undefined): void {
    this.#journal = journal;
  }

  /** Called when the file turns out to be damaged while it is in use; it makes a sound one, and calls `reopen`. */
  repairWith(repair: () => void): void {
    this.#repair = repair;
  }

  /** Prepared once for each text, however often it is asked for. */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#statementOf(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #statementOf(sql: string): Statement {
    let era = this.#era;
    let statement = this.#prepare(sql);
    const current = () => {
      if (era === this.#era) return statement;
      statement = this.#prepare(sql);
      era = this.#era;
      return statement;
    };
    const perform = <Result>(values: SqlValues, work: (of: Prepared) => Result) =>
      current().readonly ? this.#read(() => work(current())) : this.#write({ sql, values }, () => work(current()));
    return {
      run: (values = {}) => perform(values, (of) => (of.reader ? of.all(values).length : of.run(values).changes)),
      get: (values = {}) => perform(values, (of) => of.get(values)),
      all: (values = {}) => perform(values, (of) => of.all(values)),
    };
  }

  /**
   * Runs `work` in one commit, durable when this returns unless somebody is to flush "later"; when `work` throws, nothing of it happened. Calls may
   * be nested. `work` may run twice, when the file had to be mended in between.
   */
  transaction<Result>(work: () => Result, places: readonly CommitPlace[] = [], flush: Flush = "now"): Result {
    if (this.#connection.inTransaction) return this.#nested(work);
    this.#passAll("begin", places);
    const result = this.#mended(() =>
      flush === "now" ? this.#outermost(work, places) : this.#unflushed(() => this.#outermost(work, places, flush)),
    );
    this.#passAll("done", places);
    return result;
  }

  /** A place between commits. */
  passes(name: "attempt.counted" | "snapshot.copied" | "snapshot.kept", subject?: string): void {
    this.#failpoint(name, subject);
  }

  /** One or more statements without parameters and results: migrations and pragmas. They are not in the journal. */
  execute(sql: string): void {
    translated("execute", () => {
      this.#connection.exec(sql);
    });
  }

  /** Reads a pragma's first value. */
  pragma(name: string): unknown {
    return translated("read", () => this.#connection.pragma(name, { simple: true }));
  }

  /** Copies everything as of its end to a file, in small steps between which other work goes on. */
  async copyTo(path: string): Promise<void> {
    try {
      await this.#connection.backup(path);
    } catch (error) {
      throw new AgentError("store.failed", "the database could not be copied", { path }, error);
    }
  }

  /** What has been committed until now, as a whole. */
  content(): Buffer {
    return translated("read", () => this.#connection.serialize());
  }

  /** A new connection, to a file that has taken the place of the one before. Whoever prepared statements need not know. */
  reopen(): void {
    this.close();
    this.#connection = connect(this.path);
    this.#commit = commitOver(this.#connection);
    this.#era += 1;
    this.#prepareFile();
  }

  /** Closing again does nothing. */
  close(): void {
    translated("close", () => this.#connection.close());
  }

  #prepare(sql: string): Prepared {
    return translated("prepare", () => this.#connection.prepare<[SqlValues]>(sql));
  }

  #read<Result>(work: () => Result): Result {
    const read = () => translated("read", work);
    return this.#connection.inTransaction ? read() : this.#mended(read);
  }

  #write<Result>(change: SqlChange, work: () => Result): Result {
    if (!this.#connection.inTransaction && this.#journal !== undefined)
      return this.transaction(() => this.#write(change, work));
    const write = () =>
      translated("write", () => {
        this.#beforeWrite();
        return work();
      });
    const result = this.#connection.inTransaction ? write() : this.#mended(write);
    if (this.#journal !== undefined) this.#changes.push(change);
    return result;
  }

  #passAll(step: "begin" | "written" | "committed" | "done", places: readonly CommitPlace[]): void {
    for (const { name, subject } of places) this.#failpoint(`${name}.${step}`, subject);
  }

  #unflushed<Result>(work: () => Result): Result {
    applyPragmas(this, [flushing(false)]);
    try {
      return work();
    } finally {
      applyPragmas(this, [flushing(true)]);
    }
  }

  #outermost<Result>(work: () => Result, places: readonly CommitPlace[], flush: Flush = "now"): Result {
    const begun = this.#uptime();
    const isQuick = () => flush === "now" && this.#uptime() - begun <= SLOW_FLUSH;
    this.#changes = [];
    const result = this.#runCommit(() => {
      const value = work();
      if (this.#changes.length > 0) this.#journal?.beforeCommit();
      this.#passAll("written", places);
      return value;
    });
    this.#passAll("committed", places);
    // One flush is felt when the disk becomes slow: what else there is to flush can wait.
    if (this.#changes.length > 0) this.#journal?.committed(this.#changes, isQuick() ? "now" : "later");
    this.#changes = [];
    if (isQuick()) this.#log?.checkpointWhenDue();
    return result;
  }

  #nested<Result>(work: () => Result): Result {
    const before = this.#changes.length;
    try {
      return this.#runCommit(work);
    } catch (error) {
      this.#changes.length = before;
      throw error;
    }
  }

  #runCommit<Result>(work: () => Result): Result {
    let result: { readonly value: Result } | undefined;
    translated("commit", () => {
      this.#commit.immediate(() => {
        this.#beforeWrite();
        result = { value: work() };
      });
    });
    if (result === undefined) throw new AgentError("store.failed", "a commit without a result", { path: this.path });
    return result.value;
  }

  /** Once more over a sound file, when the file proves damaged. */
  #mended<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (this.#repair === undefined || !isDamage(error)) throw error;
      this.#repair();
      return work();
    }
  }

  #prepareFile(): void {
    try {
      applyPragmas(this);
      this.#log = this.isInMemory ? undefined : new WriteAheadLog(this.path, (text) => this.#connection.pragma(text));
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

type Prepared = Sqlite.Statement<[SqlValues]>;

/** Opens the file, and makes it when it is missing. */
function connect(path: string, content?: Buffer): Sqlite.Database {
  if (path !== ":memory:") prepareDatabaseFile(path);
  return translated("open", () => new Sqlite(content ?? path));
}

/** The package builds four functions and prepares five statements for each: make it once. */
function commitOver(connection: Sqlite.Database): Sqlite.Transaction<(work: () => void) => void> {
  return connection.transaction((work: () => void) => {
    work();
  });
}

/** What SQLite throws as AgentError: `store.constraint` when a rule of the schema was broken, else `store.failed`. */
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
