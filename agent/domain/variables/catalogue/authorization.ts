import { boolean, writable } from "#agent/domain/variables/catalogue/kinds";
import type { Definitions } from "#agent/domain/variables/variable-type";

/** Who may charge. */
export const authorization = {
  authorizeRemoteTxRequests: {
    ...boolean(false),
    key16: "AuthorizeRemoteTxRequests",
    meaning: "Ask for the token of a remote start, too.",
    name2x: "AuthCtrlr.AuthorizeRemoteStart",
    ...writable,
  },
  localPreAuthorize: {
    ...boolean(false),
    key16: "LocalPreAuthorize",
    meaning: "Begin with a token that list or cache knows before the back end has answered.",
    name2x: "AuthCtrlr.LocalPreAuthorize",
    ...writable,
  },
  localAuthorizeOffline: {
    ...boolean(true),
    key16: "LocalAuthorizeOffline",
    meaning: "Accept tokens that list or cache knows while offline.",
    name2x: "AuthCtrlr.LocalAuthorizeOffline",
    ...writable,
  },
  allowOfflineTxForUnknownId: {
    ...boolean(false),
    key16: "AllowOfflineTxForUnknownId",
    meaning: "Accept any token while offline.",
    name2x: "AuthCtrlr.OfflineTxForUnknownIdEnabled",
    ...writable,
  },
  authorizationCacheEnabled: {
    ...boolean(true),
    key16: "AuthorizationCacheEnabled",
    meaning: "Remember what the back end said about a token.",
    name2x: "AuthCacheCtrlr.Enabled",
    ...writable,
  },
} as const satisfies Definitions;
