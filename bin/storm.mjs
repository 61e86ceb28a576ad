#!/usr/bin/env node
/**
 * `npm run storm -- --seeds N`: lives of a station in virtual time, each from one seed, with everything that can go wrong; then the books are held
 * against what really flowed. One JSON line last. Exit code 0 only if nothing was lost and the oracle notices a falsified book.
 *
 * The same seed and days are the same life: `npm run storm -- --first 4711 --seeds 1` plays one again.
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { commandOptions } from "./command-options.mjs";
import { importFromTests } from "./translate-tests.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const KINDS = ["lost", "duplicated", "contradictory", "corrupt"];

/** Takes seeds from the parent until it has no more. */
async function work() {
  // Who dies in the middle of a step throws, and what follows from a promise has nobody to hear it.
  process.on("unhandledRejection", (error) => {
    if (error?.name !== "ProcessDeath") throw error;
  });
  const { storm } = await importFromTests(root, "reliability/storm");
  process.on("message", async ({ seed, days }) => {
    const before = process.cpuUsage();
    const result = await storm({ seed, days }).catch((error) => ({ seed, failure: String(error?.stack ?? error) }));
    const { user, system } = process.cpuUsage(before);
    process.send({ seed, result: { ...result, cpuSeconds: (user + system) / 1e6 } });
  });
  process.send({ ready: true });
}

function playAll(seeds, days, workers) {
  const waiting = [...seeds];
  const results = [];
  const worker = () =>
    new Promise((done, failed) => {
      const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, BORNE_STORM_WORKER: "1" } });
      let playing;
      child.on("message", ({ result }) => {
        if (result !== undefined) report(result, results, seeds.length);
        playing = waiting.shift();
        if (playing === undefined) child.kill();
        else child.send({ seed: playing, days });
      });
      child.on("exit", () => (playing === undefined ? done() : failed(new Error(`a worker died at seed ${playing}`))));
    });
  return Promise.all(Array.from({ length: Math.min(workers, seeds.length) }, worker)).then(() => results);
}

function report(result, results, count) {
  results.push(result);
  const { seed, sessions = 0, simulatedDays = 0, violations = [], failure } = result;
  const words = failure ?? (violations.map(({ kind, what }) => `${kind}: ${what}`).join("; ") || "holds");
  process.stderr.write(
    `storm: ${results.length}/${count} seed ${seed}: ${sessions} sessions in ${simulatedDays} days, ${words}\n`,
  );
}

/** So that an act which never plays is seen. */
function reportActs(results) {
  const counts = {};
  for (const { acts = {} } of results)
    for (const [act, count] of Object.entries(acts)) counts[act] = (counts[act] ?? 0) + count;
  const line = Object.entries(counts)
    .sort(([, a], [, b]) => a - b)
    .map(([act, count]) => `${count} ${act}`);
  process.stderr.write(`storm: what happened, the rarest first: ${line.join(", ")}\n`);
}

async function main() {
  const options = commandOptions("storm", "Plays lives of a station in virtual time, each from a seed.", {
    seeds: { usual: 20, what: "lives" },
    days: { usual: 5, what: "simulated days of each" },
    first: { usual: 1, what: "the first seed; the others follow" },
    workers: { usual: availableParallelism(), what: "lives at a time" },
  });
  const { seeds: count, days, first, workers } = options;
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const results = await playAll(seeds, days, workers);
  reportActs(results);
  const { stormControl } = await importFromTests(root, "reliability/storm");
  const control = await stormControl(first);
  const violations = results.flatMap(({ violations: found = [] }) => found);
  const failures = results.filter(({ failure }) => failure !== undefined);
  const counts = Object.fromEntries(
    KINDS.map((kind) => [kind, violations.filter((each) => each.kind === kind).length]),
  );
  const total = (key) => results.reduce((sum, result) => sum + (result[key] ?? 0), 0);
  const broken = results.filter((each) => each.failure !== undefined || each.violations.length > 0);
  process.stdout.write(
    `${JSON.stringify({
      runs: results.length,
      ...counts,
      failed: failures.length,
      simulatedDays: total("simulatedDays"),
      sessions: total("sessions"),
      deadLetters: total("deadLetters"),
      apart: total("apart"),
      daysPerCpuMinute: Math.round((60 * total("simulatedDays")) / total("cpuSeconds")),
      seed: first,
      brokenSeeds: broken.map(({ seed }) => seed).sort((a, b) => a - b),
      control,
    })}\n`,
  );
  // A worker that never began leaves its seeds to the others, and to nobody where it was the last.
  const isComplete = results.length === count;
  process.exitCode = isComplete && broken.length === 0 && control.lost > 0 && control.duplicated > 0 ? 0 : 1;
}

await (process.env.BORNE_STORM_WORKER === "1" ? work() : main());
