import { idToken, type TokenInfo, type TokenStatus } from "#agent/domain/authorization/id-token";
import { findWord, readObject, readText, readTime } from "#agent/ocpp/dialects/read-payload";

const statuses = {
  Accepted: "accepted",
  Blocked: "blocked",
  Expired: "expired",
  Invalid: "invalid",
  ConcurrentTx: "concurrentTx",
} as const satisfies Record<string, TokenStatus>;

/**
 * OCPP 1.6 section 7.27; undefined when there is none or its status is no known word. An expiry date that cannot be read counts as none,
 * because the status already speaks for today.
 */
export function decodeIdTagInfo(info: unknown): TokenInfo | undefined {
  const fields = readObject(info);
  const status = findWord<TokenStatus>(fields, "status", statuses);
  if (status === undefined) return undefined;
  const parent = readText(fields, "parentIdTag");
  const expiresAt = readTime(fields, "expiryDate");
  return {
    status,
    ...(parent === undefined ? {} : { parent: idToken(parent) }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
