import type { LocalTag } from "#agent/domain/access/local-tag";
import { idToken } from "#agent/domain/authorization/id-token";

/** Ann's tag with this number, which may charge and nothing else. */
export function localTag(token: string, more: Partial<LocalTag> = {}): LocalTag {
  return {
    token: idToken(token),
    alias: "Ann",
    owner: "",
    mayCharge: true,
    mayStop: false,
    isPaid: false,
    isEnabled: true,
    ...more,
  };
}
