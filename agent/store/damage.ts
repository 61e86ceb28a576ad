import { type AgentError, hasCode } from "#hal/core/errors";

/** Whether the file itself is not sound: nothing that waiting would heal. */
export function isDamage(error: unknown): error is AgentError {
  return hasCode(error, "store.failed") && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.details["sqlite"]));
}
