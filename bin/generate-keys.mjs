#!/usr/bin/env node
// Makes docs/configuration-keys.md out of the catalogue of operation variables. Needs a build: npm run generate:keys makes one.
import { writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

export const keysFile = fileURLToPath(new URL("../docs/configuration-keys.md", import.meta.url));

const head = `<!-- Generated from agent/domain/variables/catalogue by bin/generate-keys.mjs. Do not edit: run "npm run generate:keys". -->

# Configuration keys

What the back end reads with GetConfiguration and sets with ChangeConfiguration of OCPP 1.6. A new value is kept in the store and is there after
a restart; \`variables\` in the [configuration](operations.md#configuration) gives other first values. What is not a value of its key, or belongs to
a key that cannot be set, is Rejected; a key that is not here is NotSupported. Keys are compared without regard to case.

| Key | Default | Values | Can be set | Meaning |
| --- | --- | --- | --- | --- |`;

/** The text of the page. */
export async function keysPage(definitions, measurands) {
  const rows = Object.values(definitions)
    .filter(({ key16 }) => key16 !== undefined)
    .map((entry) => row(entry, measurands));
  const foot = `\nMeasurands: ${measurands.join(", ")}.`;
  const { format } = await import("prettier");
  return format([head, ...rows, foot, ""].join("\n"), { parser: "markdown", printWidth: 120 });
}

function row({ key16, type, constraints, default: first, mutability, rebootRequired, meaning }, measurands) {
  const setting = mutability === "ReadOnly" ? "no" : rebootRequired ? "after a restart" : "yes";
  const value = first === "" ? "empty" : `\`${first}\``;
  return `| \`${key16}\` | ${value} | ${values(type, constraints, measurands)} | ${setting} | ${meaning} |`;
}

function values(type, { minimum, maximum, members }, measurands) {
  if (minimum !== undefined) return minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  if (type === "boolean") return "true, false";
  if (type === "measurands") return members.length === measurands.length ? "measurands" : members.join(", ");
  return "text";
}

async function main() {
  const { definitions } = await import("../dist/agent/domain/variables/catalogue.js");
  const { measurands } = await import("../dist/agent/domain/metering/meter-sample.js");
  await writeFile(keysFile, await keysPage(definitions, measurands));
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
