import type { Listenable } from "#hal/core/signal";

/** The button that only somebody who stands before the charger can reach. */
export interface Button {
  readonly presses: Listenable<undefined>;
}
