import { type IdToken, isSameToken, type TokenInfo } from "#agent/domain/authorization/id-token";

export interface AuthorizationSettings {
  /** LocalPreAuthorize: a locally known token may start without a question while online. */
  readonly localPreAuthorize: boolean;
  /** LocalAuthorizeOffline: a locally known token may start while offline. */
  readonly localAuthorizeOffline: boolean;
  /** AllowOfflineTxForUnknownId. */
  readonly allowOfflineUnknown: boolean;
}

export type AuthorizationDecision =
  | { readonly kind: "accept"; readonly info: TokenInfo }
  | { readonly kind: "ask" }
  | { readonly kind: "refuse"; readonly why: "blocked" | "expired" | "invalid" | "concurrentTx" | "unknownOffline" };

/**
 * Who may start, from what is known here (local list before cache; the caller looks up). OCPP 1.6 sections 3.5 and 4.1.
 * While online a token that is not accepted locally is asked about again, because the local knowledge may be old.
 */
export function decideAuthorization(
  known: TokenInfo | undefined,
  isOnline: boolean,
  now: number,
  settings: AuthorizationSettings,
): AuthorizationDecision {
  const info = known === undefined ? undefined : withExpiry(known, now);
  if (isOnline)
    return settings.localPreAuthorize && info?.status === "accepted" ? { kind: "accept", info } : { kind: "ask" };
  if (info === undefined)
    return settings.allowOfflineUnknown
      ? { kind: "accept", info: { status: "accepted" } }
      : { kind: "refuse", why: "unknownOffline" };
  if (info.status !== "accepted") return { kind: "refuse", why: info.status };
  return settings.localAuthorizeOffline ? { kind: "accept", info } : { kind: "refuse", why: "unknownOffline" };
}

/** An accepted token whose time is over counts as expired. */
export function withExpiry(info: TokenInfo, now: number): TokenInfo {
  const isOver = info.expiresAt !== undefined && info.expiresAt <= now;
  return info.status === "accepted" && isOver ? { ...info, status: "expired" } : info;
}

/** What a token means to a running transaction. */
export type StopDecision = "stop" | "askParent" | "ignore";

/**
 * The token that began may always end, unasked. Another one may when both have the same parent: if its parent is not known here the CSMS is
 * asked first. Parents are compared with parents, never with the token itself (OCPP 1.6 sections 3.10 and 4.1).
 */
export function decideStop(
  running: { readonly token: IdToken; readonly parent?: IdToken },
  presented: IdToken,
  known: TokenInfo | undefined,
  isOnline: boolean,
): StopDecision {
  if (isSameToken(running.token, presented)) return "stop";
  if (running.parent === undefined) return "ignore";
  if (known?.status === "accepted" && known.parent !== undefined)
    return isSameToken(known.parent, running.parent) ? "stop" : "ignore";
  return isOnline ? "askParent" : "ignore";
}
