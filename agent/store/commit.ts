/** One statement that changed something. */
export interface SqlChange {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number | null>>;
}

/** The second copy of what is committed. */
export interface CommitJournal {
  /** Inside the commit that is about to happen; what it writes belongs to it. */
  beforeCommit(): void;
  /**
   * The commit is in the first copy. Never throws: a second copy that fails must not undo the first. Durable when it returns if `flush` is "now".
   */
  committed(changes: readonly SqlChange[], flush: Flush): void;
}

/** Whether who commits waits for the disk, or somebody flushes later. */
export type Flush = "now" | "later";

/** What a commit is about that a harness may want the program to die at. */
export interface CommitPlace {
  readonly name: "session" | "settlement";
  readonly subject: string | undefined;
}
