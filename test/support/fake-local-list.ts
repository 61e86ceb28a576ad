import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { ListUpdate } from "#agent/domain/authorization/local-list";
import type { LocalList } from "#agent/ports/station-store";

/** The local authorization list in memory. */
export class FakeLocalList implements LocalList {
  readonly #infos = new Map<string, TokenInfo>();
  #version = 0;

  version(): number {
    return this.#version;
  }

  size(): number {
    return this.#infos.size;
  }

  find(token: IdToken): TokenInfo | undefined {
    return this.#infos.get(token.toLowerCase());
  }

  apply({ kind, version, entries }: ListUpdate): void {
    if (kind === "full") this.#infos.clear();
    for (const { token, info } of entries)
      if (info === undefined) this.#infos.delete(token.toLowerCase());
      else this.#infos.set(token.toLowerCase(), info);
    this.#version = version;
  }
}
