import { type Listenable, Signal } from "#hal/core/signal";
import type { Button } from "#hal/ports/button";

/** The button of the board's front: `$AN 0` is a short press, `$AN 1` a long one, told where the board's own menu is off. Both count alike. */
export class BoardButton implements Button {
  readonly #presses = new Signal<undefined>();

  get presses(): Listenable<undefined> {
    return this.#presses;
  }

  /** What the board told; anything else than a press is left alone. */
  take([kind]: readonly string[]): void {
    if (kind === "0" || kind === "1") this.#presses.emit(undefined);
  }
}
