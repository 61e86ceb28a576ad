/**
 * The one error class. A code says what happened in words a log search finds, details say where, cause keeps the original.
 * Refusals are values and faults are state; only what a caller could not foresee is thrown.
 */
export class AgentError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(`${message} (${code})`, cause === undefined ? undefined : { cause });
    this.name = "AgentError";
    this.code = code;
    this.details = details;
  }
}

/** True for an AgentError whose code is `code` or lies below it: `hasCode(e, "modbus")` is true for `modbus.timeout`. */
export function hasCode(error: unknown, code: string): error is AgentError {
  return error instanceof AgentError && (error.code === code || error.code.startsWith(`${code}.`));
}

/** One line for whoever started the program: what happened, to what, and why as far down as it is known. */
export function explainError(error: unknown): string {
  return explanation(error).replace(/\s+/g, " ").trim();
}

function explanation(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const details = error instanceof AgentError ? Object.entries(error.details) : [];
  const known = details.filter(([, value]) => value !== undefined);
  const what = [error.message, ...known.map(([name, value]) => `${name} ${wordFor(value)}`)].join(", ");
  return error.cause === undefined ? what : `${what}: ${explanation(error.cause)}`;
}

function wordFor(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A short text for logs of whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
