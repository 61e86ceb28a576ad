import * as z from "zod";
import { CSRF_HEADER } from "#agent/local/api/gate";
import type { Route } from "#agent/local/api/route";

const errorSchema = z.object({ error: z.string(), details: z.record(z.string(), z.unknown()).optional() });

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of the table. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths = new Map<string, Record<string, Json>>();
  for (const route of routes) {
    const path = openApiPath(route.path);
    const operations = paths.get(path) ?? {};
    operations[route.method.toLowerCase()] = operation(route);
    paths.set(path, operations);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Borne local API", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { login: { type: "apiKey", in: "cookie", name: "borne" } },
      schemas: { Error: schemaOf(errorSchema) },
    },
  };
}

/** `/api/evses/:evse/stop` as OpenAPI writes it. */
export function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}").replace(/\*$/, "{path}");
}

function operation(route: Route): Json {
  const isChange = route.method !== "GET";
  return {
    summary: route.summary,
    "x-access": route.access,
    ...(route.access === "public" ? { security: [] } : { security: [{ login: [] }] }),
    parameters: [
      ...[...openApiPath(route.path).matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name ?? "", "path", true)),
      ...(isChange && route.access !== "public" ? [parameter(CSRF_HEADER, "header", true)] : []),
      ...queryParameters(route),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, "input") } } },
        }),
    responses: {
      "200": {
        description: "Done",
        ...(route.reply === "file" ? {} : { content: { "application/json": { schema: schemaOf(route.reply) } } }),
      },
      default: {
        description: "Refused",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

function parameter(name: string, where: string, required: boolean): Json {
  return { name, in: where, required, schema: { type: "string" } };
}

function queryParameters({ query }: Route): readonly Json[] {
  if (query === undefined) return [];
  const { properties } = schemaOf(query, "input");
  const names = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return names.map((name) => parameter(name, "query", false));
}

function schemaOf(schema: z.ZodType, io: "input" | "output" = "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
