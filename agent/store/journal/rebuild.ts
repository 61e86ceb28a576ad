import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import { AgentError, describeError } from "#hal/core/errors";
import { type Failpoint, noFailpoint } from "#hal/core/failpoint";
import type { Log } from "#hal/core/log";
import { assertSound } from "#agent/store/assert-sound";
import { isFull, isRefusal } from "#agent/store/damage";
import { type Database, openDatabase } from "#agent/store/database";
import { syncDirectory } from "#agent/store/database-file";
import { journalSegments, readJournal, snapshots } from "#agent/store/journal/journal-files";
import type { JournalRecord } from "#agent/store/journal/journal-record";
import { redo } from "#agent/store/journal/redo";

/** Damaged files that are kept for whoever wants to know what happened. */
const KEPT_DAMAGED = 2;

export interface Rebuilt {
  /** What the new database was made from. */
  readonly from: "snapshot" | "journal" | "nothing";
  /** Commits that were taken from the journal. */
  readonly commits: number;
}

export interface RebuildOptions {
  readonly path: string;
  readonly log: Log;
  readonly bringSchema: (database: Database) => void;
  /** Passed on the way. */
  readonly failpoint?: Failpoint;
}

/** Whether there is a second copy of a database at this path. */
export function hasSecondCopy(path: string): boolean {
  const isDirectory = statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() === true;
  return isDirectory && (snapshots(path).length > 0 || journalSegments(path).length > 0);
}

/**
 * Moves what is there aside and makes a sound database out of the newest snapshot that is one, and the journal since then; an empty one when
 * there is nothing to make it from: a charger without history charges, one without a store does not. Where a disk only refuses there is something:
 * then it is made at the next start. On a full one the damaged files make room.
 *
 * @throws AgentError `store.rebuild`
 */
export function rebuild(options: RebuildOptions): Rebuilt {
  const { path, failpoint = noFailpoint } = options;
  try {
    moveAside(path);
    failpoint("rebuild.aside");
    return withRoom(options);
  } catch (error) {
    throw new AgentError("store.rebuild", "the database could not be made anew", { path }, error);
  }
}

function withRoom(options: RebuildOptions): Rebuilt {
  const { path, log } = options;
  try {
    return fromCopies(options);
  } catch (error) {
    if (!isFull(error)) throw error;
    log.error({ path }, "store.damaged-dropped");
    for (const number of damagedNumbers(path)) dropDamaged(path, number);
    return fromCopies(options);
  }
}

function fromCopies(options: RebuildOptions): Rebuilt {
  const { path, log, bringSchema } = options;
  const records = readJournal(path);
  const refusals: Error[] = [];
  for (const snapshot of [...snapshots(path)].reverse()) {
    const commits = attempt(options, refusals, () => fromSnapshot(snapshot.path, records, options));
    if (commits !== undefined) return { from: "snapshot", commits };
  }
  throwFirst(refusals);
  // A journal from the first commit on needs no snapshot.
  const commits = attempt(options, refusals, () =>
    overFile(path, log, (database) => {
      bringSchema(database);
      return redo(database, records, () => undefined);
    }),
  );
  if (commits !== undefined) return { from: commits > 0 ? "journal" : "nothing", commits };
  throwFirst(refusals);
  overFile(path, log, bringSchema);
  return { from: "nothing", commits: 0 };
}

function fromSnapshot(snapshot: string, records: readonly JournalRecord[], options: RebuildOptions): number {
  const { path, log, bringSchema, failpoint = noFailpoint } = options;
  restore(snapshot, path);
  failpoint("rebuild.restored");
  return overFile(path, log, (database) => {
    assertSound(database);
    const done = redo(database, records, () => {
      bringSchema(database);
    });
    bringSchema(database);
    return done;
  });
}

/** Removes the second copy, and damaged files that were kept. */
export function dropCopies(path: string): void {
  for (const copy of [...snapshots(path), ...journalSegments(path)]) rmSync(copy.path, { force: true });
  for (const number of damagedNumbers(path)) dropDamaged(path, number);
  syncDirectory(dirname(path));
}

function attempt({ path, log }: RebuildOptions, refusals: Error[], work: () => number): number | undefined {
  try {
    return work();
  } catch (error) {
    log.error({ why: describeError(error) }, "store.rebuild-failed");
    remove(path);
    if (isRefusal(error)) refusals.push(error);
    return undefined;
  }
}

function throwFirst([first]: readonly Error[]): void {
  if (first !== undefined) throw first;
}

function overFile<Result>(path: string, log: Log, work: (database: Database) => Result): Result {
  const database = openDatabase({ path, log });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function restore(snapshot: string, path: string): void {
  copyFileSync(snapshot, path);
  const handle = openSync(path, "r+");
  fsyncSync(handle);
  closeSync(handle);
  syncDirectory(dirname(path));
}

/** The write-ahead log goes with the file: another database must not be given its pages. */
function moveAside(path: string): void {
  const numbers = damagedNumbers(path);
  const aside = damagedPath(path, (numbers.at(-1) ?? 0) + 1);
  for (const number of numbers.slice(0, Math.max(0, numbers.length - KEPT_DAMAGED + 1))) dropDamaged(path, number);
  for (const suffix of suffixes) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  syncDirectory(dirname(path));
}

function damagedPath(path: string, number: number): string {
  return `${path}.damaged-${String(number)}`;
}

function damagedNumbers(path: string): readonly number[] {
  const start = `${basename(path)}.damaged-`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .map((name) => Number(name.slice(start.length)))
    .sort((a, b) => a - b);
}

function dropDamaged(path: string, number: number): void {
  for (const suffix of suffixes) rmSync(damagedPath(path, number) + suffix, { force: true });
}

function remove(path: string): void {
  for (const suffix of suffixes) rmSync(path + suffix, { force: true });
}

/** The database, its write-ahead log, and the index of that. */
const suffixes = ["", "-wal", "-shm"] as const;
