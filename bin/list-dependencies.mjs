#!/usr/bin/env node
/**
 * Counts what a device would install, from the lockfile, and holds it against docs/decisions/0002-dependencies.md: at most 200 packages,
 * every direct dependency with its reason, every install script known. Exit code 1 when one of these does not hold.
 */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const decision = "docs/decisions/0002-dependencies.md";
const LIMIT = 200;
const REGISTRY = "https://registry.npmjs.org/";

const readJson = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/** The first column of the table below a heading, names in backticks. */
function tableBelow(heading) {
  const [, section = ""] = readFileSync(join(root, decision), "utf8").split(`\n## ${heading}\n`);
  const [body = ""] = section.split("\n## ");
  return [...body.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
}

const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const without = (names, known) => [...new Set(names)].filter((name) => !known.includes(name)).sort();

const manifest = readJson("package.json");
const installed = Object.entries(readJson("package-lock.json").packages).filter(
  ([path, entry]) => path !== "" && entry.dev !== true,
);
const direct = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
/** Their scripts do not run (`false`), because the package works without. */
const denied = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name] === false);
const scripted = installed.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => nameOf(path));
const allowed = tableBelow("Packages with install scripts");
const reasons = tableBelow("Production dependencies");

const complaints = [
  ...(installed.length > LIMIT ? [`${installed.length} production packages; the limit is ${LIMIT}`] : []),
  ...without(direct, reasons).map((name) => `${name} is a dependency without a reason in ${decision}`),
  ...without(reasons, direct).map((name) => `${name} has a reason in ${decision} and is no dependency`),
  ...without(scripted, [...allowed, ...denied]).map(
    (name) => `${name} runs an install script that ${decision} does not allow`,
  ),
  ...without(allowed, Object.keys(manifest.allowScripts)).map(
    (name) => `${name} is missing in allowScripts of package.json`,
  ),
  ...installed
    .filter(([, entry]) => entry.resolved !== undefined && !entry.resolved.startsWith(REGISTRY))
    .map(([path, entry]) => `${nameOf(path)} comes from ${entry.resolved}`),
];

process.stdout.write(`${installed.length} production packages (limit ${LIMIT}), ${direct.length} of them direct\n`);
process.stdout.write(`install scripts: ${[...new Set(scripted)].sort().join(", ") || "none"}\n`);
for (const complaint of complaints) process.stderr.write(`dependencies: ${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
