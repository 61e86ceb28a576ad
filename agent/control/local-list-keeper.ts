import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import { judgeListUpdate, type ListUpdate, type ListUpdateOutcome } from "#agent/domain/authorization/local-list";
import type { LocalList } from "#agent/ports/station-store";
import type { Variables } from "#agent/control/variables";

/** The local authorization list as long as it is switched on (LocalAuthListEnabled); switched off it is kept and not looked at. */
export class LocalListKeeper {
  readonly #list: LocalList;
  readonly #variables: Pick<Variables, "get">;

  constructor(list: LocalList, variables: Pick<Variables, "get">) {
    this.#list = list;
    this.#variables = variables;
  }

  find(token: IdToken): TokenInfo | undefined {
    return this.#isEnabled() ? this.#list.find(token) : undefined;
  }

  /** Undefined while switched off, 0 for a list without entries, whatever version emptied it (OCPP 1.6 section 5.10). */
  version(): number | undefined {
    if (!this.#isEnabled()) return undefined;
    return this.#list.size() === 0 ? 0 : this.#list.version();
  }

  update(update: ListUpdate): ListUpdateOutcome {
    if (!this.#isEnabled()) return "notSupported";
    const list = this.#list;
    const view = {
      version: list.version(),
      size: list.size(),
      has: (token: IdToken) => list.find(token) !== undefined,
    };
    const outcome = judgeListUpdate(view, update, {
      entries: this.#variables.get("localAuthListMaxLength"),
      entriesPerUpdate: this.#variables.get("sendLocalListMaxLength"),
    });
    if (outcome === "accepted") list.apply(update);
    return outcome;
  }

  #isEnabled(): boolean {
    return this.#variables.get("localAuthListEnabled");
  }
}
