import { readFileSync } from "node:fs";
import { AgentError } from "#hal/core/errors";

/** The part of JSON Schema that the messages of OCPP 1.6 are written in. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly multipleOf?: number;
  readonly format?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
}

export interface MessageSchemas {
  readonly request: Schema;
  readonly response: Schema;
}

const KNOWN_KEYWORDS: ReadonlySet<string> = new Set([
  ...["type", "properties", "required", "additionalProperties", "items", "minItems", "enum", "maxLength"],
  ...["multipleOf", "format", "definitions", "$ref", "$id", "$schema", "title", "description"],
]);

/** The schemas of every action out of a list with ids like `urn:Heartbeat.req`, references resolved. Throws AgentError `fuzz.keyword` at a keyword that nobody here judges. */
export function readMessageSchemas(file: string): ReadonlyMap<string, MessageSchemas> {
  const schemas = new Map(
    (JSON.parse(readFileSync(file, "utf8")) as readonly (Schema & { readonly $id: string })[]).map((schema) => [
      schema.$id,
      resolved(schema, schema),
    ]),
  );
  const actions = [...schemas.keys()].flatMap((id) => /^urn:(\w+)\.req$/.exec(id)?.[1] ?? []);
  return new Map(
    actions.map((action) => [
      action,
      { request: schemas.get(`urn:${action}.req`) ?? {}, response: schemas.get(`urn:${action}.conf`) ?? {} },
    ]),
  );
}

function resolved(schema: Schema, root: Schema): Schema {
  const name = /^#\/definitions\/(\w+)$/.exec(schema.$ref ?? "")?.[1];
  const target = name === undefined ? schema : (root.definitions?.[name] ?? {});
  const { definitions: _definitions, $ref: _reference, properties, items, ...rest } = target;
  const unknown = Object.keys(target).find((keyword) => !KNOWN_KEYWORDS.has(keyword));
  if (unknown !== undefined) throw unjudged(unknown);
  return {
    ...rest,
    ...(items === undefined ? {} : { items: resolved(items, root) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, property]) => [key, resolved(property, root)]),
          ),
        }),
  };
}

function unjudged(keyword: string): AgentError {
  return new AgentError("fuzz.keyword", "a keyword of the schemas is not judged here", { keyword });
}
