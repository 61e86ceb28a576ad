import { isTextNestedDeeperThan, NESTING_LIMIT } from "#agent/ocpp/validation/nesting";
import { CALL, CALLRESULT } from "#agent/ocpp/rpc-frame";

/** A frame that nobody may parse, as far as it can be read without. */
export interface DeepFrame {
  readonly type: "call" | "result" | "other";
  /** Empty when none can be read. */
  readonly id: string;
}

/** Ids have at most 36 characters; what is much longer is no head of a frame. */
const HEAD_LIMIT = 512;
const head = /^\s*\[\s*(\d)\s*,\s*("(?:[^"\\]|\\.)*")\s*,/;

/** Undefined for a text that may be parsed; otherwise who is to hear that it was not. */
export function deepFrameIn(text: string): DeepFrame | undefined {
  if (!isTextNestedDeeperThan(NESTING_LIMIT, text)) return undefined;
  const [, digit = "", quoted = ""] = head.exec(text.slice(0, HEAD_LIMIT)) ?? [];
  const id = unquoted(quoted);
  if (id === undefined) return { type: "other", id: "" };
  if (digit === String(CALL)) return { type: "call", id };
  return { type: digit === String(CALLRESULT) ? "result" : "other", id };
}

function unquoted(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
