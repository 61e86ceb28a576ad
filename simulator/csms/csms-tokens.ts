import { type EpochMillis, isoTime } from "#hal/core/units";
import type { CsmsToken, TokenStatus } from "#simulator/csms/csms-state";

/** IdTagInfo of OCPP 1.6 section 7.27. */
export interface IdTagInfo {
  readonly status: TokenStatus;
  readonly parentIdTag?: string;
  readonly expiryDate?: string;
}

/** What the token table says of `idTag` at the given time. Case does not matter (CiString20). */
export function tokenInfo(tokens: readonly CsmsToken[], idTag: string, at: EpochMillis): IdTagInfo {
  const token = tokens.find((candidate) => candidate.idTag.toLowerCase() === idTag.toLowerCase());
  if (token === undefined) return { status: "Invalid" };
  const hasExpired = token.expiresAt !== undefined && token.expiresAt <= at;
  return {
    status: token.status === "Accepted" && hasExpired ? "Expired" : token.status,
    ...(token.parentIdTag === undefined ? {} : { parentIdTag: token.parentIdTag }),
    ...(token.expiresAt === undefined ? {} : { expiryDate: isoTime(token.expiresAt) }),
  };
}
