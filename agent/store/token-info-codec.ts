import { idToken, type TokenInfo, type TokenStatus } from "#agent/domain/authorization/id-token";
import type { SqlValues } from "#agent/store/database";
import type { FieldReader } from "#agent/store/field-reader";

/** What is said of a token as columns `status`, `parent` and `expires_at`. */
export function tokenInfoValues(info: TokenInfo): SqlValues {
  return {
    status: info.status,
    parent: info.parent ?? null,
    expiresAt: info.expiresAt === undefined ? null : Math.round(info.expiresAt),
  };
}

export function readTokenInfo(fields: FieldReader): TokenInfo {
  const parent = fields.optionalText("parent");
  const expiresAt = fields.optionalNumber("expires_at");
  return {
    status: fields.oneOf("status", statuses),
    ...(parent === undefined ? {} : { parent: idToken(parent) }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

const statuses = {
  accepted: true,
  blocked: true,
  expired: true,
  invalid: true,
  concurrentTx: true,
} as const satisfies Readonly<Record<TokenStatus, true>>;
