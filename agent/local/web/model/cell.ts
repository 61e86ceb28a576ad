import { useEffect, useState } from "preact/hooks";

/** A value that screens look at and that changes while they do. */
export class Cell<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get(): Value {
    return this.#value;
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` after each change until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** The value of a cell, with the component drawn anew when it changes. */
export function useCell<Value>(cell: Cell<Value>): Value {
  const [, redraw] = useState(0);
  useEffect(
    () =>
      cell.listen(() => {
        redraw((count) => count + 1);
      }),
    [cell],
  );
  return cell.get();
}
