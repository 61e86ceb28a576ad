#!/usr/bin/env node
/**
 * `npm run nightly`: every harness with the figures of a night, in lines beside each other, each with its own last line; then one JSON line with
 * all of them. Exit code 0 only if all held. `--part N` runs an N-th of the kills, cuts, hangs and seeds, to see on a day that the night will
 * find its way; `--only` runs some of them.
 */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandOptions, refuse } from "./command-options.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { part, seed, only } = commandOptions("nightly", "Runs every harness with the figures of a night.", {
  part: { usual: 1, what: "an N-th of the kills, cuts, hangs and seeds" },
  seed: { usual: 1, what: "of every harness" },
  only: { usual: "all", what: "these, with commas between them" },
});
const share = (count) => String(Math.max(1, Math.ceil(count / part)));

const steps = {
  // In two halves: one process of the harness does not keep two cores busy.
  crash: ["crash.mjs", "--kills", share(5000), "--seed", String(seed)],
  crashToo: ["crash.mjs", "--kills", share(5000), "--seed", String(seed + 1000)],
  powercut: ["powercut.mjs", "--strict", "--cuts", share(1000), "--seed", String(seed)],
  hangs: ["hangs.mjs", "--strict", "--rounds", share(100), "--seed", String(seed)],
  hangsOnAWall: ["hangs.mjs", "--strict", "--rounds", "3", "--patience", "30", "--seed", String(seed)],
  storm: ["storm.mjs", "--seeds", share(400), "--first", String(seed)],
  wear: ["bench-wear.mjs", "--strict", "--minutes", "60", "--seed", String(seed)],
};

/** Tests that grow with a figure. They have no last line of their own. */
const tests = {
  offline: ["offline-month.test.ts", { BORNE_OFFLINE: share(10_000) }],
  timeSteps: ["time-steps.test.ts", { BORNE_TIME_STEPS: share(1000) }],
  damage: ["store-recovery.test.ts", { BORNE_FLIPS: share(500), BORNE_SEED: String(seed) }],
};
const vitest = join("..", "node_modules", "vitest", "vitest.mjs");
for (const [name, [file, figures]] of Object.entries(tests)) {
  steps[name] = [vitest, "run", join("test", "integration", file)];
  Object.assign(process.env, figures);
}

/** Runs one; its last line is read, all else is passed on. Resolves to its entry in the report. */
function run(name) {
  const [script, ...args] = steps[name];
  process.stderr.write(`nightly: ${script} ${args.join(" ")}\n`);
  const child = spawn(process.execPath, [join(here, script), ...args], {
    cwd: join(here, ".."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (piece) => (output += piece));
  return new Promise((done) => {
    child.on("close", (code) => {
      const last = output.trimEnd().split("\n").at(-1) ?? "";
      process.stderr.write(`nightly: ${name} ${code === 0 ? "holds" : "DOES NOT HOLD"}: ${last}\n`);
      done([name, { holds: code === 0, report: last.startsWith("{") ? JSON.parse(last) : null }]);
    });
  });
}

async function inTurn(names) {
  const entries = [];
  for (const name of names) entries.push(await run(name));
  return entries;
}

/** Lines beside each other: what kills and what hangs mostly waits for timers, wear waits for its hour, and the last line computes. */
const lines = [
  ["crash"],
  ["crashToo"],
  ["hangs", "hangsOnAWall"],
  ["wear"],
  ["powercut", "storm", "offline", "damage", "timeSteps"],
];
const chosen = only === "all" ? Object.keys(steps) : only.split(",").map((name) => name.trim());
const unknown = chosen.find((name) => !(name in steps));
if (unknown !== undefined) refuse("nightly", `there is no "${unknown}", only ${Object.keys(steps).join(", ")}`);

const results = (await Promise.all(lines.map((line) => inTurn(line.filter((name) => chosen.includes(name)))))).flat();
process.stdout.write(`${JSON.stringify(Object.fromEntries(results))}\n`);
process.exitCode = results.every(([, { holds }]) => holds) ? 0 : 1;
