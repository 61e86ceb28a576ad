import type { AccessRules } from "#agent/domain/access/access-rules";
import type { LocalTag } from "#agent/domain/access/local-tag";
import { type IdToken, idToken, isSameToken, type TokenInfo } from "#agent/domain/authorization/id-token";

/** By whose right somebody charges, as managers count it. */
export interface SessionKind {
  readonly alias?: string;
  readonly access: "private" | "public";
  /** Left out where the place has no say in it: for those of the back end's list. */
  readonly payment?: "free" | "paid";
}

/** What is known of a token in the moment in which a charge begins with it. */
export interface Beginner {
  readonly token: IdToken;
  readonly tag: LocalTag | undefined;
  /** What the back end's list says of it. */
  readonly listed: TokenInfo | undefined;
  /** The guest that began it with a PIN. */
  readonly guest: string | undefined;
}

type KindRules = Pick<AccessRules, "audience" | "freeCharging" | "openToken" | "visitorsPay">;

/**
 * Private is a charge of somebody whom the place knows: by a local tag, by the back end's list, by an invitation. Whoever only plugs in at a
 * place for everybody is a visitor.
 */
export function sessionKind(rules: KindRules, { token, tag, listed, guest }: Beginner): SessionKind {
  if (guest !== undefined) return { alias: guest, access: "private", payment: "free" };
  if (tag !== undefined) {
    const alias = tag.alias === "" ? {} : { alias: tag.alias };
    return { ...alias, access: "private", payment: tag.isPaid ? "paid" : "free" };
  }
  if (rules.freeCharging && rules.openToken !== "" && isSameToken(token, idToken(rules.openToken)))
    return { access: rules.audience === "everyone" ? "public" : "private", payment: "free" };
  if (listed !== undefined) return { access: "private" };
  return { access: "public", payment: rules.visitorsPay ? "paid" : "free" };
}
