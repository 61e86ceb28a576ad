import type { EvseId } from "#hal/core/charging";
import { type Listenable, Signal } from "#hal/core/signal";
import type { TokenRead, TokenReader } from "#hal/ports/token-reader";

/** A reader that takes any identification, also such that no card has, and says which outlets it was shown for. */
export class BenchReader implements TokenReader {
  readonly name = "bench";
  readonly #tokens = new Signal<TokenRead>();

  get tokens(): Listenable<TokenRead> {
    return this.#tokens;
  }

  /** `contract`: what a vehicle shows with it. */
  present(token: string, evses: readonly EvseId[], contract?: string): void {
    this.#tokens.emit({ uid: token, evses, ...(contract === undefined ? {} : { contract }) });
  }
}
