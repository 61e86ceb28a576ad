/** SQLite's own number of pages after which it would write them back. */
const CHECKPOINT_PAGES = 250;

/**
 * The write-ahead log of one connection. SQLite would write it back within a commit, which may then take three flushes; here that happens between
 * commits, when somebody says that the disk is quick.
 */
export class WriteAheadLog {
  readonly #pragma: (text: string) => unknown;

  /** `pragma` gives back its rows, and throws as the package does. */
  constructor(pragma: (text: string) => unknown) {
    this.#pragma = pragma;
  }

  /** Writes the log back when it is long: two flushes, after which the next commit begins the log anew. */
  checkpointWhenDue(): void {
    if (this.#pages() >= CHECKPOINT_PAGES) this.#checkpoint();
  }

  /** As when SQLite does it by itself: one that fails changes nothing, and is tried again after the next commit. */
  #checkpoint(): void {
    try {
      this.#pragma("wal_checkpoint(PASSIVE)");
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
