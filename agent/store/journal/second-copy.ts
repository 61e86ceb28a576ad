import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { CommitJournal, Flush, SqlChange } from "#agent/store/commit";
import { isDamage } from "#agent/store/damage";
import { type Database, openDatabase } from "#agent/store/database";
import { syncDirectory } from "#agent/store/database-file";
import { assertSound } from "#agent/store/assert-sound";
import { flushFile } from "#agent/store/flush-file";
import {
  dropOldCopies,
  JournalSegment,
  journalSegments,
  type NumberedFile,
  numberedPath,
  readJournal,
  snapshots,
} from "#agent/store/journal/journal-files";
import { JournalMark } from "#agent/store/journal/journal-mark";
import { redo } from "#agent/store/journal/redo";
import { schemaVersion } from "#agent/store/migrate";

/**
 * A snapshot is taken when the journal since the last one has grown to half the database, but not below the first and at the latest at the
 * second: little flash is spent on copies, and reading the journal again is a matter of seconds.
 */
const LEAST_JOURNAL_BYTES = 2_097_152;
const MOST_JOURNAL_BYTES = 33_554_432;
/** After one that failed or was given up. */
const RETRY_BYTES = 262_144;

export interface SecondCopyOptions {
  /** Sound, with its schema. */
  readonly database: Database;
  readonly log: Log;
  /** The copy just made proved damaged, and so is what it was made from. */
  readonly onDamage: () => void;
}

/**
 * The second copy of the station's store: a snapshot of the database and, in order, every commit since then, each with a checksum and flushed
 * before anybody acts on it. The database is the first copy and decides; this one is read when the database is damaged or gone, or has lost
 * its newest commits. Two snapshots are kept with the journal since the older one.
 */
export class SecondCopy implements CommitJournal {
  readonly #database: Database;
  readonly #log: Log;
  readonly #onDamage: () => void;
  readonly #mark: JournalMark;
  readonly #schema: number;
  #segment: JournalSegment | undefined;
  #number: number;
  /** Of how many bytes on the journal needs a snapshot. */
  #snapshotAt = 0;
  #isCopying = false;
  /** Commits that were not on disk in both copies when they returned. */
  #unsure = 0;
  #isClosed = false;

  /** Brings the database level with the journal, or begins the journal anew where it is behind. */
  constructor({ database, log, onDamage }: SecondCopyOptions) {
    this.#database = database;
    this.#log = log;
    this.#onDamage = onDamage;
    this.#mark = new JournalMark(database);
    this.#schema = schemaVersion(database);
    rmSync(unfinished(database.path), { force: true });
    this.#number = this.#mark.read();
    this.#segment = this.#continued();
    if (this.#segment === undefined) this.#begin();
    this.#copyWhenDue();
  }

  /** Whether each commit is in two places now. */
  get isWhole(): boolean {
    return this.#segment !== undefined;
  }

  /** Number of the last commit. */
  get lastCommit(): number {
    return this.#number;
  }

  /** What was committed without a flush gets one. Never rejects: a second copy that fails begins anew. */
  async flushLater(flushFile: (path: string) => Promise<void>): Promise<void> {
    const segment = this.#segment;
    try {
      await segment?.flushLater(flushFile);
    } catch (error) {
      if (this.#segment === segment) this.#failed(error);
    }
  }

  beforeCommit(): void {
    this.#mark.write(this.#number + 1);
  }

  committed(changes: readonly SqlChange[], flush: Flush): void {
    this.#number += 1;
    if (flush === "later") this.#unsure += 1;
    // A new file needs flushes of its own: on a slow disk the second copy waits for better times.
    if (this.#segment === undefined && flush === "later") {
      this.#snapshotAt = 0;
      return;
    }
    try {
      this.#segment ??= JournalSegment.create(this.#database.path, this.#number);
      this.#segment.append({ number: this.#number, schema: this.#schema, changes });
      if (flush === "now") this.#segment.flush();
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (flush === "now") this.#copyWhenDue();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#flushRest();
    this.#leave();
    rmSync(unfinished(this.#database.path), { force: true });
  }

  #flushRest(): void {
    try {
      if (this.#segment?.isFlushed === false) this.#segment.flush();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** A torn line cannot be followed by whole ones: the next commit begins a new file, and the gap ends with a snapshot. */
  #failed(error: unknown): void {
    this.#log.error({ why: describeError(error) }, "store.second-copy-failed");
    this.#leave();
    this.#snapshotAt = 0;
    this.#unsure += 1;
  }

  /** First of all it is gone: its handle may soon be that of another file. */
  #leave(): void {
    const segment = this.#segment;
    this.#segment = undefined;
    segment?.close();
  }

  #continued(): JournalSegment | undefined {
    const newest = journalSegments(this.#database.path).at(-1);
    if (newest === undefined) return undefined;
    const continued = this.#continue(newest);
    if (continued === undefined) return undefined;
    const { segment, records } = continued;
    const last = records.at(-1)?.number ?? newest.number - 1;
    if (last > this.#number) this.#catchUp();
    // Where a file lies between there may be a gap; and a program that was taken back has left what this one cannot do again.
    const isJoined = snapshots(this.#database.path).at(-1)?.number === newest.number - 1;
    const isReadable = records.every(({ schema }) => schema === this.#schema);
    if (last === this.#number) {
      if (isJoined && isReadable) this.#snapshotAt = this.#mostBytes();
      return segment;
    }
    segment.close();
    this.#number = Math.max(this.#number, last + 1);
    return undefined;
  }

  /** One that cannot be read must not keep a sound database closed; what is in it keeps its numbers. */
  #continue({ path, number }: NumberedFile): ReturnType<typeof JournalSegment.continue> | undefined {
    try {
      return JournalSegment.continue(path);
    } catch (error) {
      this.#failed(error);
      this.#number = Math.max(this.#number, number);
      return undefined;
    }
  }

  /** The database has lost commits that were acknowledged: its write-ahead log is gone or was cut short. */
  #catchUp(): void {
    const records = readJournal(this.#database.path);
    // Records of another schema cannot be done on this one, and the database is at this program's already.
    const usable = records.filter(({ schema }) => schema === this.#schema);
    const done = redo(this.#database, usable, () => undefined);
    this.#number = this.#mark.read();
    this.#log.error({ done }, "store.commits-recovered");
  }

  #begin(): void {
    try {
      this.#database.transaction(() => {
        this.#mark.write(this.#number);
      });
      this.#segment = JournalSegment.create(this.#database.path, this.#number + 1);
    } catch (error) {
      this.#failed(error);
    }
  }

  #copyWhenDue(): void {
    if (this.#isCopying || this.#isClosed || (this.#segment?.bytes ?? 0) < this.#snapshotAt) return;
    this.#isCopying = true;
    this.#snapshotAt = RETRY_BYTES;
    this.#copy().then(
      (isKept) => {
        this.#isCopying = false;
        if (isKept && !this.#isClosed) this.#snapshotAt = this.#mostBytes();
      },
      (error: unknown) => {
        this.#isCopying = false;
        this.#snapshotAt = (this.#segment?.bytes ?? 0) + RETRY_BYTES;
        if (!this.#isClosed) this.#log.error({ why: describeError(error) }, "store.snapshot-failed");
      },
    );
  }

  #mostBytes(): number {
    const bytes = Number(this.#database.pragma("page_count")) * Number(this.#database.pragma("page_size"));
    return Math.min(MOST_JOURNAL_BYTES, Math.max(LEAST_JOURNAL_BYTES, bytes / 2));
  }

  /** It may have been closed while something was awaited. */
  #isOver(): boolean {
    return this.#isClosed;
  }

  /** What is left of one that failed takes room on a disk that may be full. */
  async #copy(): Promise<boolean> {
    try {
      return await this.#copyAndKeep();
    } catch (error) {
      if (!this.#isOver()) rmSync(unfinished(this.#database.path), { force: true });
      throw error;
    }
  }

  /**
   * Whether it was kept. One that was made while a commit waited for the disk may be ahead of it: after a power cut other commits would have the
   * numbers that are in it. One that was made while the journal failed may be older than what the journal lacks.
   */
  async #copyAndKeep(): Promise<boolean> {
    const { path } = this.#database;
    const number = this.#number;
    const unsure = this.#unsure;
    if ((this.#segment?.bytes ?? 1) > 0) {
      this.#leave();
      this.#segment = JournalSegment.create(path, number + 1);
    }
    closeSync(openSync(unfinished(path), "w", 0o600));
    await this.#database.copyTo(unfinished(path));
    if (this.#isOver()) return false;
    if (!this.#isSoundCopy()) {
      rmSync(unfinished(path), { force: true });
      this.#onDamage();
      return false;
    }
    await flushFile(unfinished(path));
    if (this.#isOver()) return false;
    if (this.#unsure !== unsure) {
      rmSync(unfinished(path), { force: true });
      return false;
    }
    this.#database.passes("snapshot.copied");
    renameSync(unfinished(path), numberedPath(path, "snapshot", number));
    syncDirectory(dirname(path));
    this.#database.passes("snapshot.kept");
    dropOldCopies(path);
    return true;
  }

  /** A copy that a disk does not let us look through says nothing of the database. */
  #isSoundCopy(): boolean {
    try {
      const copy = openDatabase({ path: unfinished(this.#database.path), log: this.#log });
      try {
        assertSound(copy);
      } finally {
        copy.close();
      }
      return true;
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#log.error({ why: describeError(error) }, "store.damaged");
      return false;
    }
  }
}

function unfinished(databasePath: string): string {
  return `${databasePath}.snapshot.new`;
}
