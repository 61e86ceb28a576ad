import { type AgentError, hasCode } from "#hal/core/errors";

/** Whether the file itself is not sound: nothing that waiting would heal. */
export function isDamage(error: unknown): error is AgentError {
  return hasCode(error, "store.failed") && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.details["sqlite"]));
}

/**
 * Whether the disk did not do what it was asked: nothing is known of the file then, and asking again may help. Errors of the platform's file functions
 * are such ones, too.
 */
export function isRefusal(error: unknown): error is Error {
  if (!hasCode(error, "store.failed")) return error instanceof Error && "errno" in error;
  const { details } = error;
  return !("sqlite" in details) || /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY|NOMEM)/.test(String(details["sqlite"]));
}

/** Whether there is no room on the disk. */
export function isFull(error: unknown): boolean {
  if (hasCode(error, "store.failed") && error.details["sqlite"] === "SQLITE_FULL") return true;
  if (!(error instanceof Error)) return false;
  return ("code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) || isFull(error.cause);
}
