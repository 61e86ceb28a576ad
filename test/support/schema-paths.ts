/** What is read of a JSON schema here. */
interface SchemaPart {
  readonly properties?: unknown;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly anyOf?: unknown;
  readonly oneOf?: unknown;
}

/**
 * The paths of a schema's values as documentation writes them: `status.port`, `evses[].id`, `devices.<role>`. `wildcards` says what the keys of a
 * free record are called, by the record's path. An alternative that is a plain value makes the path itself one.
 */
export function leafPaths(schema: unknown, wildcards: Readonly<Record<string, string>>, path = ""): readonly string[] {
  if (!isPart(schema)) return [path];
  const within = (name: string) => (path === "" ? name : `${path}.${name}`);
  const { properties, additionalProperties, items, anyOf, oneOf = anyOf } = schema;
  if (isRecord(properties))
    return Object.entries(properties).flatMap(([name, part]) => leafPaths(part, wildcards, within(name)));
  if (isRecord(additionalProperties))
    return leafPaths(additionalProperties, wildcards, within(`<${wildcards[path] ?? "name"}>`));
  if (isRecord(items)) return leafPaths(items, wildcards, `${path}[]`);
  if (Array.isArray(oneOf)) return [...new Set(oneOf.flatMap((part: unknown) => leafPaths(part, wildcards, path)))];
  return [path];
}

function isPart(value: unknown): value is SchemaPart {
  return isRecord(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
