import { describeError } from "#hal/core/errors";
import type { ConnectFailure } from "#agent/ports/csms-link";
import { tlsReasonOf } from "#agent/ocpp/rpc-tls-reason";

const subprotocolMessage =
  /^Server sent (no|an invalid) subprotocol$|^Server sent a subprotocol but none was requested$/;

/** Tells from what the client threw why no connection came about. */
export function connectFailure(error: unknown): ConnectFailure {
  const code = codeOf(error);
  const text = describeError(error);
  if (typeof code === "number") return { kind: "refused", httpStatus: code, detail: text };
  const detail = text === "" ? (code ?? "no reason given") : text;
  const reason = code === undefined ? undefined : tlsReasonOf(code, detail);
  if (code !== undefined && reason !== undefined)
    return { kind: "tls", reason, detail: detail.includes(code) ? detail : `${code}: ${detail}` };
  if (subprotocolMessage.test(detail)) return { kind: "noSubprotocol", detail };
  return { kind: "unreachable", detail };
}

/** A number is an HTTP status, a text is Node's name of the error. */
function codeOf(error: unknown): string | number | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code } = error;
  return typeof code === "string" || typeof code === "number" ? code : undefined;
}
