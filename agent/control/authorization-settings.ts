import type { AuthorizationSettings } from "#agent/domain/authorization/decide-authorization";
import type { Variables } from "#agent/control/variables";

/** What decides over tokens, as the variables have it now. */
export function authorizationSettings(
  variables: Pick<Variables, "get">,
): AuthorizationSettings & { readonly isCacheEnabled: boolean } {
  return {
    localPreAuthorize: variables.get("localPreAuthorize"),
    localAuthorizeOffline: variables.get("localAuthorizeOffline"),
    allowOfflineUnknown: variables.get("allowOfflineTxForUnknownId"),
    isCacheEnabled: variables.get("authorizationCacheEnabled"),
  };
}
