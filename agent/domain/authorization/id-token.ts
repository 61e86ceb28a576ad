/** An identification as OCPP carries it. Compared without regard to case (1.6 CiString20Type, 2.x identifierString). */
export type IdToken = string & { readonly idToken: true };

export const idToken = (text: string): IdToken => text as IdToken;

export function isSameToken(a: IdToken, b: IdToken): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** What the CSMS, the cache or a list says of a token. */
export type TokenStatus = "accepted" | "blocked" | "expired" | "invalid" | "concurrentTx";

export interface TokenInfo {
  readonly status: TokenStatus;
  /** Tokens with the same parent may end each other's transactions. */
  readonly parent?: IdToken;
  /** Wall time in milliseconds since the epoch, after which an accepted token counts as expired. */
  readonly expiresAt?: number;
}
