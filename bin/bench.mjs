#!/usr/bin/env node
/**
 * `npm run bench`: what the built program costs on this machine, each figure beside a bare one that is measured in turn with it, because a
 * figure alone says more about the machine than about the program. A table, and as the last line the same as JSON. Linux only.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { benchAgentProcess } from "./bench/agent-process.mjs";
import { benchExports } from "./bench/exports.mjs";
import { compactJson, table } from "./bench/figures.mjs";
import { benchStore } from "./bench/store.mjs";
import { benchVirtualTime } from "./bench/virtual-time.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const say = (text) => process.stderr.write(`bench: ${text}\n`);

function machine() {
  const [processor] = cpus();
  return {
    node: process.version,
    platform: `${process.platform}/${process.arch}`,
    processor: processor?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    load: loadavg()[0],
  };
}

async function bench() {
  // Below the checkout and not in the system's temporary folder, which may lie in memory: the disk is part of what is measured.
  mkdirSync(join(root, ".borne"), { recursive: true });
  const directory = mkdtempSync(join(root, ".borne", "bench-"));
  const conditions = machine();
  const begun = performance.now();
  try {
    say("starting the agent again and again (35 s)");
    const figures = await benchAgentProcess({ root, directory });
    say("the whole agent in virtual time (12 s)");
    figures.push(...(await benchVirtualTime({ root })));
    say("starts that the store keeps (5 s)");
    figures.push(...benchStore({ directory }));
    say("exports of a year of sessions (20 s)");
    figures.push(...(await benchExports()));
    const took = (performance.now() - begun) / 1000;
    const { node, platform, processor, cores, load } = conditions;
    process.stdout.write(
      `${processor}, ${cores} cores, load ${load.toFixed(1)}, ${platform}, Node ${node}; ${took.toFixed(0)} s\n\n`,
    );
    process.stdout.write(`${table(figures)}\n\n${compactJson({ ...conditions, figures })}\n`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await bench();
