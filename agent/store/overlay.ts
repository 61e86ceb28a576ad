import type { WriteBehind } from "#agent/store/write-behind";

/** Values by key that were handed over and are not on disk yet. They are looked at before the disk is. */
export class Overlay<Key, Value> {
  #waiting = new Map<Key, Value>();
  /** In the database, and perhaps not on disk. */
  readonly #sealed = new Map<Key, Value>();

  constructor(behind: Pick<WriteBehind, "sealed" | "written">) {
    behind.sealed.listen(() => {
      for (const [key, value] of this.#waiting) this.#sealed.set(key, value);
      this.#waiting = new Map();
    });
    behind.written.listen(() => {
      this.#sealed.clear();
    });
  }

  set(key: Key, value: Value): void {
    this.#waiting.set(key, value);
  }

  get(key: Key): Value | undefined {
    return this.#waiting.get(key) ?? this.#sealed.get(key);
  }
}
