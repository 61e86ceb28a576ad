#!/usr/bin/env node
/**
 * `npm test`: every check there is, one after the other, all of them even when one fails, and a summary at the end.
 *
 * `--strict` makes a skipped test a failure (continuous integration has what they need). `--summary <file>` also writes the counts as JSON.
 */
import { spawnSync } from "node:child_process";
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

/** A check counts as one: it holds or it does not. */
function check(args) {
  const isRight = node(args) === 0;
  return { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, skipped: 0 };
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

const steps = [
  { name: "build", run: () => check(["bin/build.mjs"]) },
  { name: "types of the tests", run: () => check([tool("typescript", "bin", "tsc"), "-p", "test"]) },
  {
    name: "format",
    run: () => check([tool("prettier", "bin", "prettier.cjs"), "--check", "--log-level", "warn", "."]),
  },
  { name: "lint", run: () => check([tool("eslint", "bin", "eslint.js"), "--max-warnings", "0", "."]) },
  { name: "dependencies", run: () => check(["bin/list-dependencies.mjs"]) },
  { name: "generated files", run: () => check(["bin/generate-ocpp-types.mjs", "--check"]) },
  { name: "unit, contract, integration, architecture", run: () => vitest("main", ["-c", "vitest.config.ts"]) },
  { name: "system", run: () => vitest("system", ["-c", "vitest.system.config.ts"]) },
  { name: "certification", run: () => vitest("certification", ["-c", "vitest.certification.config.ts"]) },
  { name: "browser", run: browser },
];

function runStep({ name, run }) {
  process.stdout.write(`\n── ${name}\n`);
  const start = performance.now();
  const counts = run();
  const seconds = (performance.now() - start) / 1000;
  if (counts.note !== undefined) process.stdout.write(`${counts.note}\n`);
  return { name, seconds, ...counts };
}

function line({ name, passed, failed, skipped, seconds, note }) {
  const mark = failed > 0 ? "✗" : passed > 0 ? "✓" : "-";
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
  return `  ${mark} ${name.padEnd(42)} ${(note ?? counts).padEnd(34)} ${seconds.toFixed(1).padStart(6)} s\n`;
}

const results = steps.map(runStep);
rmSync(reports, { recursive: true, force: true });
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const totals = { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
process.stdout.write(`\n── summary\n${results.map(line).join("")}`);
process.stdout.write(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}\n`,
);
if (options.summary !== undefined) writeFileSync(options.summary, JSON.stringify(totals));
process.exitCode = totals.failed === 0 ? 0 : 1;
