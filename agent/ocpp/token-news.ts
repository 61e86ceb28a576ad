import type { Clock } from "#hal/core/clock";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import { contradictsList } from "#agent/domain/authorization/local-list";
import type { LocalListKeeper } from "#agent/control/local-list-keeper";
import type { Variables } from "#agent/control/variables";
import type { TokenCache } from "#agent/ports/station-store";

interface TokenNewsOptions {
  readonly cache: Pick<TokenCache, "remember">;
  readonly list: Pick<LocalListKeeper, "find">;
  readonly variables: Pick<Variables, "get">;
  readonly clock: Clock;
  /** The back end contradicts the list that it sent itself. */
  readonly onConflict: () => void;
}

/** Where the back end's word on a token goes: into the cache, unless the list knows the token (OCPP 1.6 sections 3.5.1 to 3.5.3). */
export class TokenNews {
  readonly #options: TokenNewsOptions;

  constructor(options: TokenNewsOptions) {
    this.#options = options;
  }

  /** All that is said of a token is cached but that it is in use elsewhere: that is true of this moment only. */
  mayCache(token: IdToken, info: TokenInfo): boolean {
    const { variables, list } = this.#options;
    const isLasting = info.status !== "concurrentTx";
    return isLasting && variables.get("authorizationCacheEnabled") && list.find(token) === undefined;
  }

  /** The list stays as it is, whatever is said of its tokens. */
  compare(token: IdToken, info: TokenInfo): void {
    const listed = this.#options.list.find(token);
    if (listed !== undefined && contradictsList(listed, info)) this.#options.onConflict();
  }

  /** An answer to Authorize. */
  heard(token: IdToken, info: TokenInfo): void {
    const { cache, clock } = this.#options;
    this.compare(token, info);
    if (this.mayCache(token, info)) cache.remember(token, info, clock.now());
  }
}
