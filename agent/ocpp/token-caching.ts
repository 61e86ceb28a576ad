import type { TokenInfo } from "#agent/domain/authorization/id-token";

/** All that is said of a token goes into the cache but that it is in use elsewhere: that is true of this moment only. */
export function isCacheable(info: TokenInfo): boolean {
  return info.status !== "concurrentTx";
}
