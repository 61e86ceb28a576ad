#!/usr/bin/env node
/**
 * `npm test`: every check there is, all of them even when one fails, and a summary at the end. What mostly waits (real processes, real time) and
 * what mostly computes run beside each other; the output of each comes in one piece.
 *
 * `--strict` makes a skipped test a failure (continuous integration has what they need). `--summary <file>` also writes the counts as JSON.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options } = parseArgs({
  options: { strict: { type: "boolean", default: false }, summary: { type: "string" } },
});
const reports = mkdtempSync(join(tmpdir(), "borne-reports-"));
const tool = (...path) => join(root, "node_modules", ...path);

/** Runs a Node program in the repository, its output ours; resolves to its exit code. */
function node(args) {
  const run = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  return run.status ?? 1;
}

function chromium() {
  if (process.env.CHROMIUM !== undefined && existsSync(process.env.CHROMIUM)) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

/** The same beside others: its output comes when it has ended. */
function nodeBeside(args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const pieces = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => pieces.push(piece));
    child.on("close", (code) => done({ code: code ?? 1, output: Buffer.concat(pieces) }));
  });
}

/** A check counts as one: it holds or it does not. */
function verdict(code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

const check = (args) => verdict(node(args));

/** One check after the other, while something else waits. */
async function besides(steps) {
  const results = [];
  for (const { name, args } of steps) {
    const start = performance.now();
    const { code, output } = await nodeBeside(args);
    results.push({ name, seconds: (performance.now() - start) / 1000, output, ...verdict(code) });
  }
  return results;
}

/** Counts what a vitest report says; a file that could not be loaded and an exit code without a culprit are failures too. */
function count(report, exitCode) {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + broken + (options.strict ? skipped : 0);
  const isUnexplained = exitCode !== 0 && failed === 0;
  return {
    passed: report.numPassedTests,
    failed: failed + (isUnexplained ? 1 : 0),
    skipped: options.strict ? 0 : skipped,
  };
}

function vitest(name, args) {
  const file = join(reports, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const exitCode = node([tool("vitest", "vitest.mjs"), "run", ...args, ...reporters]);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  return count(JSON.parse(readFileSync(file, "utf8")), exitCode);
}

async function vitestBeside(name, args) {
  const file = join(reports, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code, output } = await nodeBeside([tool("vitest", "vitest.mjs"), "run", ...args, ...reporters]);
  process.stdout.write(output);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  return count(JSON.parse(readFileSync(file, "utf8")), code);
}

function browser() {
  if (!existsSync(join(root, "test", "browser")))
    return { passed: 0, failed: 0, skipped: 0, note: "not run: no browser tests" };
  const executable = chromium();
  if (executable === undefined) {
    return {
      passed: 0,
      failed: options.strict ? 1 : 0,
      skipped: options.strict ? 0 : 1,
      note: "not run: needs chromium",
    };
  }
  process.env.CHROMIUM = executable;
  return vitest("browser", ["-c", "vitest.browser.config.ts"]);
}

/** Minutes, and the rights of root: what continuous integration has. */
function power() {
  if (!options.strict) return { passed: 0, failed: 0, skipped: 0, note: "not run: needs root" };
  return vitest("power", ["-c", "vitest.power.config.ts"]);
}

const build = { name: "build", run: () => check(["bin/build.mjs"]) };
const computing = [
  { name: "types of the tests", args: [tool("typescript", "bin", "tsc"), "-p", "test"] },
  { name: "format", args: [tool("prettier", "bin", "prettier.cjs"), "--check", "--log-level", "warn", "."] },
  { name: "lint", args: [tool("eslint", "bin", "eslint.js"), "--max-warnings", "0", "."] },
  { name: "dependencies", args: ["bin/list-dependencies.mjs"] },
  { name: "generated files", args: ["bin/generate-ocpp-types.mjs", "--check"] },
];
const system = { name: "system", run: () => vitestBeside("system", ["-c", "vitest.system.config.ts"]) };
const rest = [
  { name: "unit, contract, integration, architecture", run: () => vitest("main", ["-c", "vitest.config.ts"]) },
  { name: "certification", run: () => vitest("certification", ["-c", "vitest.certification.config.ts"]) },
  { name: "browser", run: browser },
  { name: "power", run: power },
];

function begin(name) {
  process.stdout.write(`\n── ${name}\n`);
  return performance.now();
}

async function runStep({ name, run }) {
  const start = begin(name);
  const counts = await run();
  const seconds = (performance.now() - start) / 1000;
  if (counts.note !== undefined) process.stdout.write(`${counts.note}\n`);
  return { name, seconds, ...counts };
}

/** The system tests wait for devices most of the time; the checks fill it. */
async function systemBesideChecks() {
  const checks = besides(computing);
  const systemResult = await runStep(system);
  const checkResults = await checks;
  for (const { name, output } of checkResults) {
    begin(name);
    process.stdout.write(output);
  }
  return [systemResult, ...checkResults];
}

function line({ name, passed, failed, skipped, seconds, note }) {
  const mark = failed > 0 ? "✗" : passed > 0 ? "✓" : "-";
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
  return `  ${mark} ${name.padEnd(42)} ${(note ?? counts).padEnd(34)} ${seconds.toFixed(1).padStart(6)} s\n`;
}

const results = [await runStep(build), ...(await systemBesideChecks())];
for (const step of rest) results.push(await runStep(step));
rmSync(reports, { recursive: true, force: true });
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const totals = { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
process.stdout.write(`\n── summary\n${results.map(line).join("")}`);
process.stdout.write(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}\n`,
);
if (options.summary !== undefined) writeFileSync(options.summary, JSON.stringify(totals));
process.exitCode = totals.failed === 0 ? 0 : 1;
