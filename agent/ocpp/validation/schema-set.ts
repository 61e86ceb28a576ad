import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AgentError } from "#hal/core/errors";

export type MessageKind = "request" | "response";
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas of one version by action; a message without an answer has no response. */
export type SchemaSet = ReadonlyMap<string, Readonly<Partial<Record<MessageKind, JsonSchema>>>>;

/** Where the schemas of a version lie in the installed packages. */
export const schemaFiles = {
  v16: "ocpp-rpc/lib/schemas/ocpp1_6.json",
} as const;

/**
 * Reads a version's schemas. They stay in the package that ships them rather than being copied next to the types: reading and parsing takes 1 ms
 * (77 kB), is done once after the version was chosen, and the types are checked against the same file.
 */
export function loadSchemas(file: string): SchemaSet {
  const path = createRequire(import.meta.url).resolve(file);
  const content: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!Array.isArray(content)) throw new AgentError("ocpp.schemas", "a list of schemas was expected", { file });
  return byAction(content, file);
}

function byAction(schemas: readonly unknown[], file: string): SchemaSet {
  const set = new Map<string, Partial<Record<MessageKind, JsonSchema>>>();
  for (const schema of schemas) {
    const id = isJsonSchema(schema) ? schema["$id"] : undefined;
    const match = typeof id === "string" ? /^urn:([A-Za-z]+?)(\.req|\.conf|Request|Response)$/.exec(id) : null;
    if (match === null || !isJsonSchema(schema))
      throw new AgentError("ocpp.schemas", "a schema of no message", { file, id });
    const [, action = "", ending] = match;
    const kind: MessageKind = ending === ".req" || ending === "Request" ? "request" : "response";
    set.set(action, { ...set.get(action), [kind]: schema });
  }
  return set;
}

function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
