import { describeError } from "#hal/core/errors";
import type { ConnectFailure } from "#agent/ports/csms-link";

/** How Node names what went wrong with certificates and the TLS handshake: OpenSSL's verify results and Node's own. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/;

const subprotocolMessage =
  /^Server sent (no|an invalid) subprotocol$|^Server sent a subprotocol but none was requested$/;

/** Tells from what the client threw why no connection came about. */
export function connectFailure(error: unknown): ConnectFailure {
  const code = codeOf(error);
  const text = describeError(error);
  if (typeof code === "number") return { kind: "refused", httpStatus: code, detail: text };
  const detail = text === "" ? (code ?? "no reason given") : text;
  if (code !== undefined && tlsCode.test(code))
    return { kind: "tls", detail: detail.includes(code) ? detail : `${code}: ${detail}` };
  if (subprotocolMessage.test(detail)) return { kind: "noSubprotocol", detail };
  return { kind: "unreachable", detail };
}

/** A number is an HTTP status, a text is Node's name of the error. */
function codeOf(error: unknown): string | number | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code } = error;
  return typeof code === "string" || typeof code === "number" ? code : undefined;
}
