#!/usr/bin/env node
// Makes agent/ocpp/generated/*.ts out of the JSON schemas that ocpp-rpc ships.
//   node bin/generate-ocpp-types.mjs           writes the files
//   node bin/generate-ocpp-types.mjs --check   writes nothing; exit 1 when a file on disk is not what the schemas give
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

/** One row a version: which schemas, which file, what the table of all messages is called. */
export const generatedFiles = [
  {
    schemas: "ocpp-rpc/lib/schemas/ocpp1_6.json",
    file: fileURLToPath(new URL("../agent/ocpp/generated/v16.ts", import.meta.url)),
    table: "V16Messages",
  },
];

/** The text of one generated file. */
export async function generateOcppTypes({ schemas, table }) {
  const messages = messagesByAction(
    JSON.parse(await readFile(createRequire(import.meta.url).resolve(schemas), "utf8")),
  );
  const declarations = [];
  const rows = [];
  for (const [action, kinds] of messages) {
    for (const [kind, schema] of Object.entries(kinds)) {
      declarations.push(await declarationOf(schema, `${action}${kind}`));
    }
    rows.push(`  readonly ${action}: { readonly request: ${action}Request; readonly response: ${action}Response };`);
  }
  return formatted([header(schemas), ...declarations, tableOf(table, rows)].join("\n"));
}

async function declarationOf(schema, name) {
  // An empty interface would take anything that is not null.
  if (Object.keys(schema.properties ?? {}).length === 0)
    return `export type ${name} = Readonly<Record<string, never>>;\n`;
  const { compile } = await import("json-schema-to-typescript");
  const options = { bannerComment: "", format: false, ignoreMinAndMaxItems: true, additionalProperties: false };
  return compile(inlined(schema), name, options);
}

function header(schemas) {
  return [
    `// Generated from ${schemas} by bin/generate-ocpp-types.mjs. Do not edit: run "node bin/generate-ocpp-types.mjs".`,
    "// The payloads of all messages, named as in the norm; what the types cannot say (lengths, formats) the schemas check.",
    "",
  ].join("\n");
}

function tableOf(name, rows) {
  return [`/** Every action with its two payloads. */`, `export interface ${name} {`, ...rows, "}", ""].join("\n");
}

/** `urn:Heartbeat.req` and `urn:Heartbeat.conf` become one row, `HeartbeatRequest` and `HeartbeatResponse` likewise. */
function messagesByAction(schemas) {
  const messages = new Map();
  for (const schema of schemas) {
    const match = /^urn:([A-Za-z]+?)(\.req|\.conf|Request|Response)$/.exec(schema.$id);
    if (match === null) throw new Error(`a schema with an id of another form: ${schema.$id}`);
    const [, action, ending] = match;
    const kind = ending === ".req" || ending === "Request" ? "Request" : "Response";
    messages.set(action, { ...messages.get(action), [kind]: schema });
  }
  return messages;
}

/** The schema with its definitions put where they are used, so that two messages can define the same name differently. */
function inlined(schema) {
  const { definitions = {}, ...named } = schema;
  const rest = Object.fromEntries(Object.entries(named).filter(([key]) => !["$id", "$schema"].includes(key)));
  const walk = (node) => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    const name = /^#\/definitions\/(.+)$/.exec(node.$ref ?? "")?.[1];
    if (name !== undefined) return walk(definitions[name]);
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]));
  };
  return walk(rest);
}

async function formatted(text) {
  const { format } = await import("prettier");
  return format(text, { parser: "typescript", printWidth: 120 });
}

/** What is wrong with the files on disk, a line each; empty when all are current. */
export async function staleFiles() {
  const lines = [];
  for (const row of generatedFiles) {
    const found = await readFile(row.file, "utf8").catch(() => undefined);
    if (found === undefined) lines.push(`${row.file} is missing: run node bin/generate-ocpp-types.mjs`);
    else if (found !== (await generateOcppTypes(row)))
      lines.push(`${row.file} does not follow from ${row.schemas}: run node bin/generate-ocpp-types.mjs`);
  }
  return lines;
}

async function main(args) {
  if (args.includes("--check")) {
    const lines = await staleFiles();
    for (const line of lines) console.error(line);
    process.exitCode = lines.length === 0 ? 0 : 1;
    return;
  }
  for (const row of generatedFiles) await writeFile(row.file, await generateOcppTypes(row));
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(argv.slice(2));
