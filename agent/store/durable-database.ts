import type { Clock } from "#hal/core/clock";
import { AgentError, describeError } from "#hal/core/errors";
import type { Failpoint } from "#hal/core/failpoint";
import type { Log } from "#hal/core/log";
import { assertSound } from "#agent/store/assert-sound";
import { dropBackups } from "#agent/store/backup";
import { isDamage } from "#agent/store/damage";
import { type Database, openDatabase } from "#agent/store/database";
import { readJournal } from "#agent/store/journal/journal-files";
import { JournalMark } from "#agent/store/journal/journal-mark";
import { dropCopies, hasSecondCopy, rebuild, type Rebuilt } from "#agent/store/journal/rebuild";
import { redo } from "#agent/store/journal/redo";
import { SecondCopy } from "#agent/store/journal/second-copy";
import type { LateFlush } from "#agent/store/late-flush";
import { migrate, schemaVersion } from "#agent/store/migrate";
import type { Migration } from "#agent/store/migration";

export interface DurableDatabaseOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Real time, in which flushes are slow or quick. */
  readonly lineClock?: Clock;
  readonly log: Log;
  readonly migrations: readonly Migration[];
  readonly database?: Database;
  readonly beforeWrite?: () => void;
  readonly failpoint?: Failpoint;
  /** See `StationStoreOptions`. */
  readonly flushFile?: (path: string) => Promise<void>;
  /** The database was made anew out of its second copy, and has commits up to that number. Called after it is whole again, never while it is opened. */
  readonly onRebuilt: (rebuilt: Rebuilt, lastCommit: number) => void;
}

/**
 * The station's database with its second copy: sound and of this program's schema when it is made, and mended when it proves damaged later.
 */
export class DurableDatabase {
  readonly database: Database;
  /** What had to be done to open it. */
  readonly rebuiltAtOpen: Rebuilt | undefined;
  readonly #options: DurableDatabaseOptions;
  #second: SecondCopy | undefined;

  /** @throws AgentError `store.no-directory`, `store.pragma`, `store.migration`, `store.failed` */
  constructor(options: DurableDatabaseOptions) {
    this.#options = options;
    const opened = this.#openOrRebuild();
    this.database = opened.database;
    this.rebuiltAtOpen = opened.rebuilt;
    if (this.database.isInMemory) return;
    try {
      this.#second = this.#copyOf(this.database);
    } catch (error) {
      this.database.close();
      throw error;
    }
    this.database.repairWith(() => {
      this.#repair();
    });
  }

  /** Whether each commit is in two places; a database in memory is in none. */
  get isInTwoPlaces(): boolean {
    return this.#second?.isWhole ?? true;
  }

  /** How a slow disk is flushed; undefined where nobody gave a way to flush a file. */
  lateFlush(): LateFlush | undefined {
    const { flushFile } = this.#options;
    if (flushFile === undefined) return undefined;
    const lastCommit = () => this.#second?.lastCommit ?? 0;
    return {
      get lastCommit() {
        return lastCommit();
      },
      flush: async () => {
        const { path, log } = this.database;
        await Promise.all([flushFile(log?.path ?? path), this.#second?.flushLater(flushFile)]);
        this.database.log?.checkpointWhenFull();
      },
      again: () => {
        this.database.log?.writeAgain();
      },
    };
  }

  /** What has been deleted is in no copy any more: the second one begins anew, and damaged files are not kept, nor what was put by before a step of the schema. */
  forget(): void {
    if (this.#second === undefined) return;
    this.database.pragma("wal_checkpoint(TRUNCATE)");
    this.#second.close();
    dropBackups(this.database.path);
    dropCopies(this.database.path);
    this.#second = this.#copyOf(this.database);
  }

  close(): void {
    this.#second?.close();
    if (this.#options.database === undefined) this.database.close();
  }

  #openOrRebuild(): { readonly database: Database; readonly rebuilt: Rebuilt | undefined } {
    try {
      return { database: this.#open(), rebuilt: undefined };
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#options.log.error({ why: describeError(error) }, "store.damaged");
      const rebuilt = this.#rebuild();
      return { database: this.#open(), rebuilt };
    }
  }

  #open(): Database {
    const { path, log, lineClock, beforeWrite, failpoint } = this.#options;
    const isSecond = path !== ":memory:" && hasSecondCopy(path);
    const database =
      this.#options.database ??
      openDatabase({
        path,
        log,
        ...(lineClock === undefined ? {} : { lineClock }),
        ...(beforeWrite === undefined ? {} : { beforeWrite }),
        ...(failpoint === undefined ? {} : { failpoint }),
      });
    try {
      if (isSecond) assertPresent(database);
      if (schemaVersion(database) > 0) assertSound(database);
      if (isSecond) this.#catchUp(database);
      migrate(database, this.#options);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Of commits that it has lost those of a program before this one go by its schema: they cannot be done on another. */
  #catchUp(database: Database): void {
    const { path, migrations, log } = this.#options;
    if (schemaVersion(database) === migrations.at(-1)?.version) return;
    const done = redo(database, readJournal(path), () => {
      migrate(database, this.#options);
    });
    if (done > 0) log.error({ done }, "store.commits-recovered");
  }

  /** What it writes to begin with is no commit of the one before, whose number it would bear. */
  #copyOf(database: Database): SecondCopy {
    database.journalTo(undefined);
    let second: SecondCopy | undefined;
    try {
      second = new SecondCopy({
        database,
        log: this.#options.log,
        onDamage: () => {
          this.#repairLater();
        },
      });
      return second;
    } finally {
      database.journalTo(second ?? this.#second);
    }
  }

  /** Found by looking, not by needing. */
  #repairLater(): void {
    try {
      this.#repair();
    } catch (error) {
      this.#options.log.error({ why: describeError(error) }, "store.rebuild-failed");
    }
  }

  #repair(): void {
    this.#second?.close();
    this.database.close();
    const rebuilt = this.#rebuild();
    this.database.reopen();
    const lastCommit = new JournalMark(this.database).read();
    this.#second = this.#copyOf(this.database);
    this.#options.onRebuilt(rebuilt, lastCommit);
  }

  #rebuild(): Rebuilt {
    const { path, log, failpoint } = this.#options;
    const rebuilt = rebuild({
      path,
      log,
      ...(failpoint === undefined ? {} : { failpoint }),
      bringSchema: (database) => {
        migrate(database, this.#options);
      },
    });
    failpoint?.("rebuild.done");
    log.error({ ...rebuilt }, "store.rebuilt");
    return rebuilt;
  }
}

/** An empty file where there is a second copy is a database that was lost. */
function assertPresent(database: Database): void {
  if (schemaVersion(database) > 0) return;
  const details = { action: "open", sqlite: "SQLITE_CORRUPT", found: "empty" };
  throw new AgentError("store.failed", "the database is gone", details);
}
