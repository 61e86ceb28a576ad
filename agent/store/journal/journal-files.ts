import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncDirectory } from "#agent/store/database-file";
import { encodeRecord, type JournalRecord, readRecords } from "#agent/store/journal/journal-record";

/** A file whose name ends with a record's number. */
export interface NumberedFile {
  readonly path: string;
  readonly number: number;
}

/** Journal files beside a database, oldest first; the number is that of the first record that belongs there. */
export function journalSegments(databasePath: string): readonly NumberedFile[] {
  return numbered(databasePath, "journal");
}

/** Copies of the database, oldest first; each contains at least all records up to its number. */
export function snapshots(databasePath: string): readonly NumberedFile[] {
  return numbered(databasePath, "snapshot");
}

export function numberedPath(databasePath: string, kind: "journal" | "snapshot", number: number): string {
  return `${databasePath}.${kind}-${String(number).padStart(12, "0")}`;
}

function numbered(databasePath: string, kind: "journal" | "snapshot"): readonly NumberedFile[] {
  const directory = dirname(databasePath);
  const start = `${basename(databasePath)}.${kind}-`;
  return readdirSync(directory)
    .filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
    .sort()
    .map((name) => ({ path: join(directory, name), number: Number(name.slice(start.length)) }));
}

/** All records that can still be read, in order. Where a file is damaged the rest of it is missing. */
export function readJournal(databasePath: string): readonly JournalRecord[] {
  return journalSegments(databasePath).flatMap(({ path }) => readRecords(readFileSync(path)).records);
}

/** The file grows by zeros of this size: a record that falls into space which is there already costs one flush and no work of the file system. */
const GROWTH = 65_536;

/** One journal file, open at its end. */
export class JournalSegment {
  readonly path: string;
  readonly #handle: number;
  #bytes: number;
  #flushed: number;
  #space: number;

  private constructor(path: string, handle: number, bytes: number) {
    this.path = path;
    this.#handle = handle;
    this.#bytes = bytes;
    this.#flushed = bytes;
    this.#space = bytes;
  }

  /** A new, empty one. Its name survives a power cut when this returns. */
  static create(databasePath: string, first: number): JournalSegment {
    const path = numberedPath(databasePath, "journal", first);
    const handle = openSync(path, "w", 0o600);
    try {
      fsyncSync(handle);
      syncDirectory(dirname(path));
    } catch (error) {
      closeSync(handle);
      throw error;
    }
    return new JournalSegment(path, handle, 0);
  }

  /** One that is there. What was torn off while it was written is cut off. */
  static continue(path: string): { readonly segment: JournalSegment; readonly records: readonly JournalRecord[] } {
    const { records, soundBytes } = readRecords(readFileSync(path));
    const handle = openSync(path, "r+");
    try {
      ftruncateSync(handle, soundBytes);
      fsyncSync(handle);
    } catch (error) {
      closeSync(handle);
      throw error;
    }
    return { segment: new JournalSegment(path, handle, soundBytes), records };
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Durable after the next flush. */
  append(record: JournalRecord): void {
    const line = encodeRecord(record);
    if (this.#bytes + line.length > this.#space) this.#grow(line.length);
    this.#write(line, this.#bytes);
    this.#bytes += line.length;
  }

  flush(): void {
    fdatasyncSync(this.#handle);
    this.#flushed = this.#bytes;
  }

  /** The same by somebody else. */
  async flushLater(flushFile: (path: string) => Promise<void>): Promise<void> {
    const bytes = this.#bytes;
    if (this.isFlushed) return;
    await flushFile(this.path);
    this.#flushed = Math.max(this.#flushed, bytes);
  }

  get isFlushed(): boolean {
    return this.#flushed === this.#bytes;
  }

  /** A power cut before the flush leaves zeros or nothing behind the last record: both are an end. */
  #grow(least: number): void {
    const zeros = Buffer.alloc(Math.max(least, GROWTH));
    this.#write(zeros, this.#space);
    this.#space += zeros.length;
  }

  #write(bytes: Buffer, at: number): void {
    for (let written = 0; written < bytes.length;)
      written += writeSync(this.#handle, bytes, written, bytes.length - written, at + written);
  }

  close(): void {
    closeSync(this.#handle);
  }
}

/** Removes snapshots but the newest two, and journal files that only older states need. */
export function dropOldCopies(databasePath: string): void {
  const kept = snapshots(databasePath).slice(-2);
  for (const { path } of snapshots(databasePath).slice(0, -2)) rmSync(path, { force: true });
  const oldest = kept[0];
  if (oldest === undefined || kept.length < 2) return;
  const segments = journalSegments(databasePath);
  for (const [place, { path }] of segments.entries()) {
    const next = segments[place + 1];
    if (next !== undefined && next.number <= oldest.number + 1) rmSync(path, { force: true });
  }
}
