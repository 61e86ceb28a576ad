import type { EpochMillis } from "#hal/core/units";
import type { CsmsToken } from "#simulator/csms/csms-state";
import { tokenInfo } from "#simulator/csms/csms-tokens";
import { fieldsOf, textField } from "#simulator/csms/payload-fields";

/** What goes back as data: a contract is judged by its eMAID as a card by its number, and every request for a certificate is taken. */
export function pncAnswer(payload: unknown, tokens: readonly CsmsToken[], at: EpochMillis): object {
  switch (textField(payload, "messageId")) {
    case "Authorize": {
      const data: unknown = JSON.parse(textField(payload, "data") ?? "{}");
      const eMaid = textField(fieldsOf(data)["idToken"], "idToken") ?? "";
      const { status } = tokenInfo(tokens, eMaid, at);
      return { idTokenInfo: { status }, certificateStatus: "Accepted" };
    }
    case "SignCertificate":
      return { status: "Accepted" };
    default:
      return {};
  }
}
