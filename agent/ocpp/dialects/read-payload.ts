import { AgentError } from "#hal/core/errors";

/** An answer of the CSMS seen as an object: unknown extra fields and nulls are tolerated, because servers send them. */
export function readObject(payload: unknown): ReadonlyMap<string, unknown> {
  if (payload === null || payload === undefined) return new Map();
  if (typeof payload !== "object" || Array.isArray(payload))
    throw new AgentError("csms.answer-unreadable", "an answer is not an object");
  return new Map(Object.entries(payload));
}

export function readInteger(fields: ReadonlyMap<string, unknown>, name: string): number {
  const value = fields.get(name);
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new AgentError("csms.answer-unreadable", "an answer lacks an integer", { name });
}

/** The meaning of a word by a table; absent when the word is missing or none of them. */
export function findWord<Meaning>(
  fields: ReadonlyMap<string, unknown>,
  name: string,
  words: Readonly<Record<string, Meaning>>,
): Meaning | undefined {
  const word = fields.get(name);
  return typeof word === "string" && Object.hasOwn(words, word) ? words[word] : undefined;
}

/** The meaning of a word that must be there. */
export function readWord<Meaning>(
  fields: ReadonlyMap<string, unknown>,
  name: string,
  words: Readonly<Record<string, Meaning>>,
): Meaning {
  const meaning = findWord(fields, name, words);
  if (meaning !== undefined) return meaning;
  throw new AgentError("csms.answer-unreadable", "an answer lacks a known word", { name, word: fields.get(name) });
}

/** Absent when it is missing, empty or no text. */
export function readText(fields: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Milliseconds since the epoch of an RFC 3339 time; absent when it is missing or unreadable. */
export function readTime(fields: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const time = Date.parse(readText(fields, name) ?? "");
  return Number.isNaN(time) ? undefined : time;
}
