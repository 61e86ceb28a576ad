import { idToken } from "#agent/domain/authorization/id-token";
import type { ListEntry, ListUpdateOutcome } from "#agent/domain/authorization/local-list";
import { decodeIdTagInfo } from "#agent/ocpp/dialects/v16/id-tag-info";
import { answer, type Request, type Response } from "#agent/ocpp/dialects/v16/route-16";

const outcomes = {
  accepted: "Accepted",
  failed: "Failed",
  versionMismatch: "VersionMismatch",
  notSupported: "NotSupported",
} as const satisfies Record<ListUpdateOutcome, Response<"SendLocalList">["status"]>;

/** OCPP 1.6 section 5.10: what stands for a list that does not exist. */
const NO_LIST = -1;

/** OCPP 1.6 sections 5.10 and 5.15. */
export const localListRoutes = [
  answer("SendLocalList", ({ listVersion, updateType, localAuthorizationList = [] }, { localList }) => ({
    status:
      outcomes[
        localList.update({
          kind: updateType === "Full" ? "full" : "differential",
          version: listVersion,
          entries: localAuthorizationList.map(decodeEntry),
        })
      ],
  })),
  answer("GetLocalListVersion", (_request, { localList }) => ({ listVersion: localList.version() ?? NO_LIST })),
];

type Line = NonNullable<Request<"SendLocalList">["localAuthorizationList"]>[number];

function decodeEntry({ idTag, idTagInfo }: Line): ListEntry {
  const info = decodeIdTagInfo(idTagInfo);
  return { token: idToken(idTag), ...(info === undefined ? {} : { info }) };
}
