import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { AgentError } from "#hal/core/errors";

/** SQLite's own number of pages after which it would write them back. */
const CHECKPOINT_PAGES = 250;
/** On a slow disk the log grows, because writing it back needs flushes of its own: up to this, some 16 MB. */
const MOST_PAGES = 4000;

/**
 * The write-ahead log of one connection. SQLite would write it back within a commit, which may then take three flushes; here that happens between
 * commits, when somebody says that the disk is quick.
 */
export class WriteAheadLog {
  readonly path: string;
  readonly #pragma: (text: string) => unknown;

  /** `pragma` gives back its rows, and throws as the package does. */
  constructor(databasePath: string, pragma: (text: string) => unknown) {
    this.path = `${databasePath}-wal`;
    this.#pragma = pragma;
  }

  /** Writes the log back when it is long: two flushes, after which the next commit begins the log anew. */
  checkpointWhenDue(): void {
    this.#checkpointFrom(CHECKPOINT_PAGES);
  }

  /** The same on a disk that stays slow, where each flush is felt. */
  checkpointWhenFull(): void {
    this.#checkpointFrom(MOST_PAGES);
  }

  /**
   * Writes once more what is in it. After a flush that failed the system takes pages for written that are not, and a later flush would leave them
   * out; written again they are flushed again.
   * @throws AgentError `store.failed`
   */
  writeAgain(): void {
    const { path } = this;
    try {
      const bytes = readFileSync(path);
      const handle = openSync(path, "r+");
      try {
        for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done, bytes.length - done, done);
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      throw new AgentError("store.failed", "the log could not be written again", { path }, error);
    }
  }

  /** As when SQLite does it by itself: one that fails changes nothing, and is tried again after the next commit. */
  #checkpointFrom(pages: number): void {
    try {
      if (this.#pages() >= pages) this.#pragma("wal_checkpoint(PASSIVE)");
    } catch {
      return;
    }
  }

  #pages(): number {
    const rows = this.#pragma("wal_checkpoint(NOOP)");
    const found: unknown = Array.isArray(rows) ? rows[0] : undefined;
    return typeof found === "object" && found !== null && "log" in found ? Number(found.log) : 0;
  }
}
