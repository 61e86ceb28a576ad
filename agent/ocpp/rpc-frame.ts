import { AgentError } from "#hal/core/errors";
import type { CallReply } from "#agent/ports/csms-link";

/** OCPP-J section 4.1.3: the message type numbers that every version has. */
export const CALL = 2;
export const CALLRESULT = 3;
export const CALLERROR = 4;

const CALL_PARTS = 4;

/** Part 4 of 2.x section 4.2.3: stands for an id that could not be read. */
export const UNREADABLE_ID = "-1";

/** Part 4 of 2.x section 4.2.3; 1.6 says nothing of it. */
export const DESCRIPTION_LIMIT = 255;

/** Why a text is no frame that can be worked on. */
export type FrameDefect = "unreadableFrame" | "unknownMessageType";

/**
 * What is answered to a defective frame: the code, or undefined for no answer. 2.0.1 wants answers, 1.6 has no words for them, 2.1 ignores unknown
 * types; so the caller brings the table.
 */
export type DefectAnswer = (subprotocol: string, defect: FrameDefect) => string | undefined;

export interface InboundCall {
  readonly id: string;
  readonly action: string;
  readonly payload: unknown;
}

export type Frame =
  | ({ readonly type: "call" } & InboundCall)
  | { readonly type: "result"; readonly id: string; readonly payload: unknown }
  | { readonly type: "error"; readonly id: string; readonly error: CallError }
  /** A call that is not made like one; whoever waits for its answer is told so. */
  | { readonly type: "badCall"; readonly id: string }
  /** `id` is UNREADABLE_ID when none could be read. */
  | { readonly type: "defect"; readonly defect: FrameDefect; readonly id: string };

export interface CallError {
  readonly errorCode: string;
  readonly errorDescription: string;
}

/** Says what the parts of a frame are. Nothing is thrown: whatever a peer may send is one of the five. */
export function readFrame(parts: readonly unknown[]): Frame {
  const [type, id, third] = parts;
  if (typeof type !== "number" || typeof id !== "string") return defect("unreadableFrame");
  switch (type) {
    case CALL:
      if (typeof third !== "string" || parts.length !== CALL_PARTS) return { type: "badCall", id };
      return { type: "call", id, action: third, payload: parts[3] };
    case CALLRESULT:
      return { type: "result", id, payload: third };
    case CALLERROR:
      return { type: "error", id, error: readCallError(parts) };
    default:
      return defect("unknownMessageType", id);
  }
}

/** The code and the text of a CALLERROR as the peer spelt them. */
export function readCallError(frame: readonly unknown[]): CallError {
  const [, , code, description] = frame;
  return {
    errorCode: typeof code === "string" ? code : "GenericError",
    errorDescription: typeof description === "string" ? description.slice(0, DESCRIPTION_LIMIT) : "",
  };
}

/** The frame that carries an answer; undefined for silence. */
export function replyFrame(id: string, reply: CallReply): readonly unknown[] | undefined {
  switch (reply.kind) {
    case "result":
      return [CALLRESULT, id, reply.payload];
    case "error":
      return errorFrame(id, reply.code, reply.description, reply.details);
    case "silence":
      return undefined;
  }
}

export function errorFrame(id: string, code: string, description: string, details: object = {}): readonly unknown[] {
  return [CALLERROR, id, code, description.slice(0, DESCRIPTION_LIMIT), details];
}

/** What is answered to a call that cannot be read as one: every version has this word, spelt the same. */
export function badCallFrame(id: string, why: string): readonly unknown[] {
  return errorFrame(id, "ProtocolError", why);
}

function defect(kind: FrameDefect, id = UNREADABLE_ID): Frame {
  return { type: "defect", defect: kind, id };
}

/** The parts of a text that is a JSON list; none when it is not. */
export function frameParts(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** What the end of the connection becomes for whoever called; with the WebSocket code where the peer gave one. */
export function closedErrorOf(action: string, closeCode: number | undefined, cause?: unknown): AgentError {
  const details = { action, ...(closeCode === undefined ? {} : { closeCode }) };
  return new AgentError("csms.closed", "the connection ended before the answer", details, cause);
}

/** What a CALLERROR becomes for whoever called. */
export function callErrorOf(action: string, error: CallError, cause?: unknown): AgentError {
  return new AgentError("csms.call-error", `the CSMS answered ${error.errorCode}`, { action, ...error }, cause);
}
