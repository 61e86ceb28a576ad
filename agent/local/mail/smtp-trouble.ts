import type { MailTrouble } from "#agent/domain/site/mail-rules";

/** What the package for SMTP and the runtime say of a failure, as far as it matters here. */
export interface SmtpProblem {
  readonly code?: unknown;
  /** Of the runtime, where the package has put its own word in its place. */
  readonly originalCode?: unknown;
  readonly responseCode?: unknown;
}

const certificateCodes =
  /CERT|^DEPTH_ZERO|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|^CRL_|^ERR_TLS_CERT|^HOSTNAME_MISMATCH|^INVALID_(CA|PURPOSE)/;

/** One word for what went wrong, for people and for what is done next. */
export function troubleOf({ code, originalCode, responseCode }: SmtpProblem): MailTrouble {
  if ([code, originalCode].some((each) => typeof each === "string" && certificateCodes.test(each))) return "untrusted";
  const response = typeof responseCode === "number" ? responseCode : 0;
  switch (code) {
    case "EAUTH":
    case "ENOAUTH":
      return isForNow(response) ? "busy" : "loginRefused";
    case "ETLS":
      return "noTls";
    case "EENVELOPE":
    case "EMESSAGE":
      return isForNow(response) ? "busy" : "refused";
    case "ETIMEDOUT":
      return "timeout";
    case "mail.unreachable":
      return "unreachable";
    case "EDNS":
    case "ECONNECTION":
    case "ESOCKET":
    case "EPROTOCOL":
      return response === 0 ? "unreachable" : isForNow(response) ? "busy" : "refused";
    default:
      return typeof code === "string" && /^E(NOT|AI_|CONN|HOST|NET|PIPE|ACCES)/.test(code) ? "unreachable" : "failed";
  }
}

/** RFC 5321 section 4.2.1: 4yz says that the same may be taken later. */
function isForNow(response: number): boolean {
  return response >= 400 && response < 500;
}
