import type { EpochMillis } from "#hal/core/units";
import type { AccessRules } from "#agent/domain/access/access-rules";
import { type LocalTag, type TagRefusal, tagRefusal } from "#agent/domain/access/local-tag";
import type { AuthorizationDecision } from "#agent/domain/authorization/decide-authorization";
import type { TokenInfo } from "#agent/domain/authorization/id-token";

/** Why the place itself turns somebody away. */
export type AccessRefusal = TagRefusal | "private" | "noVisitors";

/** What is known of a token before anybody is asked. */
export interface Known {
  readonly tag: LocalTag | undefined;
  /** What the back end's list says of it. */
  readonly listed: TokenInfo | undefined;
}

/**
 * What the place takes away, whatever the back end would say: a tag that the owner has blocked, or that is not of those for whom the place
 * is. Undefined: the question goes on to list, cache and back end.
 */
export function placeRefuses(
  rules: Pick<AccessRules, "audience">,
  { tag, listed }: Known,
  now: EpochMillis,
): AccessRefusal | undefined {
  if (tag !== undefined) return tagRefusal(tag, now);
  if (rules.audience === "private") return "private";
  return rules.audience === "noVisitors" && listed?.status !== "accepted" ? "noVisitors" : undefined;
}

/**
 * What the place gives where OCPP's own sources have not decided: without the back end a local tag may charge, if the owner has switched that
 * on and neither list nor cache knows the token as refused. Everything else stays what OCPP makes of it.
 */
export function mayCharge(
  rules: Pick<AccessRules, "localAuthorization">,
  tag: LocalTag | undefined,
  known: TokenInfo | undefined,
  ocpp: AuthorizationDecision,
): AuthorizationDecision {
  const isNotRefused = known === undefined || known.status === "accepted";
  const isUndecided = ocpp.kind === "refuse" && ocpp.why === "unknownOffline";
  if (rules.localAuthorization && tag !== undefined && isUndecided && isNotRefused)
    return { kind: "accept", info: { status: "accepted", ...(known?.parent && { parent: known.parent }) } };
  return ocpp;
}
