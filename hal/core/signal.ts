import type { Cancel } from "#hal/core/clock";

/** What a listener sees of a Signal. */
export interface Listenable<Value> {
  /** Calls `listener` for each later value until the returned function is called. */
  listen(listener: (value: Value) => void): Cancel;
}

/**
 * Tells several listeners a fact that is already true. Listeners cannot veto; one that throws is reported to `onFailure` and hurts neither
 * the emitter nor the others.
 */
export class Signal<Value> implements Listenable<Value> {
  /** Made anew at each change, so that whoever is just being told is told to the end, and telling costs no copy. */
  #listeners: readonly ((value: Value) => void)[] = [];
  readonly #onFailure: (error: unknown) => void;

  constructor(onFailure: (error: unknown) => void = () => undefined) {
    this.#onFailure = onFailure;
  }

  listen(listener: (value: Value) => void): Cancel {
    const own = (value: Value) => {
      listener(value);
    };
    this.#listeners = [...this.#listeners, own];
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== own);
    };
  }

  emit(value: Value): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#onFailure(error);
      }
    }
  }
}
