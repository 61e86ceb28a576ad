#!/usr/bin/env node
/**
 * `npm test`: every check there is, all of them even when one fails, and a table at the end. Two lines of steps run beside each other, one of
 * what mostly computes and one of what mostly waits (real processes, real time, a browser), so that two cores stay busy; the output of a
 * step comes in one piece when it has ended.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const begin = performance.now();
/** Of each failure that is told again at the end: whoever sees the end of a long output only sees what failed. */
const SHOWN_LINES = 30;
const tool = (...path) => join(root, "node_modules", ...path);

function seconds(since) {
  return (performance.now() - since) / 1000;
}

/** Runs a Node program in the repository; resolves to its exit code and all it said. */
function node(args, environment = process.env) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const pieces = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => pieces.push(piece));
    child.on("close", (code) => done({ code: code ?? 1, output: Buffer.concat(pieces) }));
  });
}

/** A step that counts as one: it holds or it does not. */
async function check(...args) {
  const { code, output } = await node(args);
  const failures = code === 0 ? [] : [lastLines(output.toString())];
  return { passed: code === 0 ? 1 : 0, failed: failures.length, skipped: 0, output, failures };
}

function lastLines(text) {
  return text.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n");
}

/** What failed, with the beginning of the reason. */
function failures(report) {
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === "failed");
    const file = relative(root, name);
    if (tests.length === 0) return message === "" ? [] : [`${file}: ${firstLines(message)}`];
    return tests.map((test) => `${file}: ${test.fullName}\n${firstLines(test.failureMessages.join("\n"))}`);
  });
}

function firstLines(text) {
  return text.split("\n").slice(0, SHOWN_LINES).join("\n");
}

/** Counts what a vitest report says; a file that could not be loaded and an exit code without a culprit are failures too. */
function count(report, exitCode) {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  const isUnexplained = exitCode !== 0 && failed === 0;
  return {
    passed: report.numPassedTests,
    failed: failed + (isUnexplained ? 1 : 0),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function vitest(config, { options = [], environment } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "borne-report-"));
  const file = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { code, output } = await node(
      [tool("vitest", "vitest.mjs"), "run", "-c", config, ...options, ...reporters],
      environment,
    );
    const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    return report === undefined
      ? { passed: 0, failed: 1, skipped: 0, output, failures: [lastLines(output.toString())] }
      : { ...count(report, code), output, failures: failures(report) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function notRun(reason) {
  return { passed: 0, failed: 0, skipped: 1, note: `not run: ${reason}` };
}

function chromium() {
  if (process.env.CHROMIUM !== undefined && existsSync(process.env.CHROMIUM)) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

function browser() {
  const executable = chromium();
  if (executable === undefined) return notRun("needs chromium");
  return vitest("vitest.browser.config.ts", { environment: { ...process.env, CHROMIUM: executable } });
}

/** Minutes, and the rights of root: what continuous integration has. */
function power({ strict }) {
  if (strict) return vitest("vitest.power.config.ts");
  return { passed: 0, failed: 0, skipped: 0, note: "not run: minutes, and needs root" };
}

const build = { name: "build", does: "compiles and bundles", run: () => check("bin/build.mjs") };
const lint = {
  name: "lint",
  does: "eslint with types",
  // Most of what the linter makes lives long; a larger nursery spares copying it.
  run: () => check("--max-semi-space-size=64", tool("eslint", "bin", "eslint.js"), "--max-warnings", "0", "."),
};
const computing = [
  {
    name: "main",
    does: "unit, contract, migration, integration and architecture tests",
    // Beside it stands what waits, and must not be late: that needs a core.
    run: () => vitest("vitest.config.ts", { options: [`--maxWorkers=${Math.max(1, availableParallelism() - 1)}`] }),
  },
  {
    name: "types",
    does: "compiles the tests",
    run: () => check(tool("typescript", "bin", "tsc"), "-p", "test"),
  },
  {
    name: "format",
    does: "prettier",
    run: () => check(tool("prettier", "bin", "prettier.cjs"), "--check", "--log-level", "warn", "."),
  },
  { name: "dependencies", does: "lists packages and their number", run: () => check("bin/list-dependencies.mjs") },
  {
    name: "generated",
    does: "generated files are up to date",
    run: () => check("bin/generate-ocpp-types.mjs", "--check"),
  },
];
const waiting = [
  { name: "system", does: "real processes, ports and terminals", run: () => vitest("vitest.system.config.ts") },
  { name: "browser", does: "the pages in Chromium", run: browser },
];
/** For whichever line is done first. */
const either = [
  {
    name: "certification",
    does: "the scenarios by which chargers are certified",
    run: () => vitest("vitest.certification.config.ts"),
  },
];
/** Alone: it cuts power and kills by the clock. */
const last = [{ name: "power", does: "cut disks, kills and a real systemd, with --strict only", run: power }];
const steps = [build, lint, ...computing, ...waiting, ...either, ...last];

function help() {
  const lines = steps.map(({ name, does }) => `  ${name.padEnd(14)} ${does}\n`);
  return `usage: npm test [-- options]

  --only <names>    runs these steps only, by name, with commas between them
  --strict          a skipped test is a failure, and the long tests run too (continuous integration)
  --summary <file>  also writes the counts as JSON
  --help            this text

steps:
${lines.join("")}`;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      strict: { type: "boolean", default: false },
      summary: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only?.split(",").map((name) => name.trim());
  const unknown = only?.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no step ${JSON.stringify(unknown)}`);
  return { ...values, only };
}

/** What is skipped where all is at hand counts as failed. */
function judge(counts, { strict }) {
  return strict ? { ...counts, failed: counts.failed + counts.skipped, skipped: 0 } : counts;
}

async function runStep({ name, run }, options) {
  const start = performance.now();
  process.stdout.write(`… ${name}\n`);
  const { output = "", ...counts } = await run(options);
  process.stdout.write(`\n── ${name}\n`);
  process.stdout.write(output);
  if (counts.note !== undefined) process.stdout.write(`${counts.note}\n`);
  return { name, ...judge(counts, options), seconds: seconds(start) };
}

/** One step after the other, which it takes out of the line. */
async function inTurn(line, options) {
  const results = [];
  for (let step = line.shift(); step !== undefined; step = line.shift()) {
    if (options.only === undefined || options.only.includes(step.name)) results.push(await runStep(step, options));
  }
  return results;
}

async function runAll(options) {
  // The linter reads sources only: it need not wait for the build.
  const [linted, built] = [inTurn([lint], options), inTurn([build], options)];
  const shared = [...either];
  const lineOf = async (line) => [...(await inTurn([...line], options)), ...(await inTurn(shared, options))];
  const computed = Promise.all([linted, built]).then(() => lineOf(computing));
  const waited = built.then(() => lineOf(waiting));
  const results = [await built, await linted, await computed, await waited].flat();
  return [...results, ...(await inTurn([...last], options))];
}

function row({ name, passed, failed, skipped, seconds: duration, note }) {
  const mark = failed > 0 ? "✗" : passed > 0 ? "✓" : "-";
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
  return `  ${mark} ${name.padEnd(14)} ${(note ?? counts).padEnd(36)} ${duration.toFixed(1).padStart(6)} s\n`;
}

function toldAgain({ name, failures: told = [] }) {
  return told.map((failure) => `\n✗ ${name}: ${failure}\n`).join("");
}

async function main(options) {
  const results = await runAll(options);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const totals = { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
  process.stdout.write(results.map(toldAgain).join(""));
  process.stdout.write(`\n── summary\n${results.map(row).join("")}`);
  process.stdout.write(`    ${"".padEnd(51)} ${seconds(begin).toFixed(1).padStart(6)} s\n`);
  const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
  if (options.summary !== undefined) writeFileSync(options.summary, JSON.stringify(totals));
  return totals.failed === 0 ? 0 : 1;
}

try {
  const options = readOptions();
  if (options.help) process.stdout.write(help());
  else process.exitCode = await main(options);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`npm test: ${error.message}\n`);
  process.exitCode = 64;
}
