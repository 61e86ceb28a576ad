/** One step of the schema as SQL text. A released step is never changed; a mistake in it is mended by the next one. */
export interface Migration {
  /** 1 for the first, then one more each. */
  readonly version: number;
  readonly name: string;
  readonly up: string;
  /** Undoes `up` without losing what the version before knew. Stored in the database when `up` is applied. */
  readonly down: string;
}
