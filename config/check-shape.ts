import * as z from "zod";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { ConfigMistake } from "#config/mistake";
import { suggestion } from "#config/nearest-word";

/** Parses what a file holds; every mistake is told at once, with its place and in words for whoever wrote the file. */
export function checkShape<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  raw: unknown,
): Outcome<z.output<Schema>, readonly ConfigMistake[]> {
  const knownKeys: KnownKeys = new WeakMap();
  const result = schema.safeParse(raw, { jitless: true, error: (issue) => wording(issue, knownKeys) });
  if (result.success) return accepted(result.data);
  return refused(result.error.issues.flatMap((issue) => toMistakes(issue, [], knownKeys)).map((m) => ({ file, ...m })));
}

/** `evses[0].maxCurrent` */
export function printPath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${String(step)}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** By the list of unknown keys in an issue: the keys that were possible at its place. */
type KnownKeys = WeakMap<object, readonly string[]>;

type PlacedMessage = Pick<ConfigMistake, "path" | "message">;

function toMistakes(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], knownKeys: KnownKeys): PlacedMessage[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys.get(issue.keys) ?? [];
    return issue.keys.map((key) => ({
      path: printPath([...path, key]),
      message: `is unknown${suggestion(key, known)}`,
    }));
  }
  const branch = issue.code === "invalid_union" ? meantBranch(issue.errors) : undefined;
  if (branch !== undefined) return branch.flatMap((inner) => toMistakes(inner, path, knownKeys));
  return [{ path: printPath(path), message: issue.message }];
}

/** Of several alternatives the one whose outer form fits the value; its mistakes are the interesting ones. */
function meantBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  return branches.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys" || issue.code === "custom"),
  );
}

function wording(issue: z.core.$ZodRawIssue, knownKeys: KnownKeys): string | undefined {
  switch (issue.code) {
    case "unrecognized_keys":
      if (issue.inst instanceof z.ZodObject) knownKeys.set(issue.keys, Object.keys(issue.inst.shape));
      return undefined;
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${article(issue.expected)}`;
    case "invalid_value":
      return issue.input === undefined
        ? "is missing"
        : `must be ${issue.values.map((v) => JSON.stringify(v)).join(" or ")}`;
    case "invalid_union":
      return issue.input === undefined ? "is missing" : alternatives(issue);
    case "too_small":
      return issue.origin === "string" || issue.origin === "array"
        ? `must not be ${issue.origin === "string" ? "empty" : "an empty list"}`
        : `must be at least ${String(issue.minimum)}`;
    case "too_big":
      return issue.origin === "string"
        ? `must have at most ${String(issue.maximum)} characters`
        : `must be at most ${String(issue.maximum)}`;
    default:
      return undefined;
  }
}

function alternatives(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  const options: unknown = "options" in issue ? issue.options : undefined;
  if (Array.isArray(options)) return `must be ${options.map((option) => JSON.stringify(option)).join(" or ")}`;
  const wordings = issue.errors.flatMap((branch) => branch.slice(0, 1).map((inner) => inner.message));
  return [...new Set(wordings)].join(", or ");
}

function article(expected: string): string {
  if (expected === "object") return "a section in { }";
  if (expected === "record") return "a table in { }";
  if (expected === "array") return "a list in [ ]";
  if (expected === "int") return "a whole number";
  return expected === "string" ? "text in quotes" : `a ${expected}`;
}
