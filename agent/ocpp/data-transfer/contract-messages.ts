import { hasCode } from "#hal/core/errors";
import type { ContractQuestion } from "#agent/control/contract-desk";
import { idToken, type TokenInfo, type TokenStatus } from "#agent/domain/authorization/id-token";
import { JsonFields } from "#agent/domain/data/json-fields";
import { PNC_VENDOR } from "#agent/ocpp/data-transfer/certificate-messages";
import type { CsmsAnswer, DataMessage, DataReply } from "#agent/ports/csms-client";

/** Whether a contract may charge. A contract is a token of type eMAID. */
export function authorizeContract({ token, hashes, chain }: ContractQuestion): DataMessage {
  const data = {
    idToken: { idToken: token, type: "eMAID" },
    ...(chain === undefined ? {} : { certificate: chain }),
    ...(hashes.length === 0 ? {} : { iso15118CertificateHashData: hashes }),
  };
  return { vendorId: PNC_VENDOR, messageId: "Authorize", data: JSON.stringify(data) };
}

/** A back end that does not understand the message, or whose answer cannot be read, is as good as none. */
export function contractAnswer(answer: CsmsAnswer<DataReply>): CsmsAnswer<TokenInfo> {
  if (answer.kind === "unreachable" || answer.answer.status !== "accepted") return { kind: "unreachable" };
  try {
    return { kind: "answered", answer: tokenInfo(JsonFields.parse(answer.answer.data ?? "")) };
  } catch (error) {
    if (hasCode(error, "data.unreadable")) return { kind: "unreachable" };
    throw error;
  }
}

/** 2.0.1 has more reasons to refuse; all that are no word of 1.6 are Invalid. */
const statuses: ReadonlyMap<string, TokenStatus> = new Map([
  ["Accepted", "accepted"],
  ["Blocked", "blocked"],
  ["Expired", "expired"],
  ["ConcurrentTx", "concurrentTx"],
]);

/** Both the token and its certificate have to be good. */
function tokenInfo(fields: JsonFields): TokenInfo {
  const info = fields.object("idTokenInfo");
  const status = statuses.get(info.text("status")) ?? "invalid";
  const isCertificateGood = (fields.optionalText("certificateStatus") ?? "Accepted") === "Accepted";
  const parent = info.optionalObject("groupIdToken")?.text("idToken");
  return {
    status: status === "accepted" && !isCertificateGood ? "invalid" : status,
    ...(parent === undefined ? {} : { parent: idToken(parent) }),
  };
}
