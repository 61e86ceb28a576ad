import { AgentError } from "#hal/core/errors";

/** The end of every exhaustive switch: the compiler refuses a forgotten case, and a value from outside that slipped through is named. */
export function assertNever(value: never): never {
  throw new AgentError("internal.unexpected-case", "a case that the types exclude", { value });
}
