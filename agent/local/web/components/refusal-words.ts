import type { Reply } from "../model/api";
import type { ShellTexts } from "../texts/shell-en";

/** A refusal for people, where a screen has no better word for it. */
export function refusalWords(reply: Exclude<Reply<unknown>, { ok: true }>, texts: ShellTexts): string {
  switch (reply.error) {
    case "unreachable":
      return texts.unreachable;
    case "wait":
      return texts.wait(reply.retryAfter);
    case "rejected":
    case "notSupported":
      return texts.rejected;
    case "roleNeeded":
      return texts.roleNeeded;
    default:
      return texts.failed;
  }
}
