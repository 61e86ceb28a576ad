import type { EvseId } from "#hal/core/charging";
import type { Listenable } from "#hal/core/signal";

/** A card held to the reader. */
export interface TokenRead {
  /** UID as upper-case hex without separators, byte 0 of ISO 14443-3 first. */
  readonly uid: string;
  /** The outlets that it was shown for, where the reader can tell; all of the station otherwise. */
  readonly evses?: readonly EvseId[];
  /** Of a vehicle that shows a contract (ISO 15118): its certificate and those that signed it, in PEM. The token is the contract's eMAID then. */
  readonly contract?: string;
}

export interface TokenReader {
  readonly name: string;
  /** Each presentation once: a card that stays on the reader is not reported again. */
  readonly tokens: Listenable<TokenRead>;
}
