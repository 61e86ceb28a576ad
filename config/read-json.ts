import { readFileSync } from "node:fs";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { findJsonMistake } from "#config/json-mistake";
import type { ConfigMistake } from "#config/mistake";

/** Reads a JSON file; a mistake of form comes with line and column. */
export function readJson(file: string): Outcome<unknown, readonly ConfigMistake[]> {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    return refused([{ file, path: "", message: `cannot be read (${readFailure(error)})` }]);
  }
  const mistake = findJsonMistake(text);
  if (mistake === undefined) return accepted(JSON.parse(text));
  const place = `line ${String(mistake.line)}, column ${String(mistake.column)}`;
  return refused([{ file, path: "", message: `${place}: ${mistake.message}` }]);
}

/** The system's word for it, such as ENOENT. */
export function readFailure(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
