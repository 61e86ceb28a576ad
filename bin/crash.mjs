#!/usr/bin/env node
/**
 * `npm run crash -- --kills N --seed S`: the agent as a process of its own is killed at random moments and at every named place while it charges and
 * its back end misbehaves; then the books are held against what really flowed. One JSON line last. Exit code 0 only if nothing was lost and the broken
 * variants lost something.
 */
import { commandOptions } from "./command-options.mjs";

const options = commandOptions("crash", "Kills the agent's process while it charges, and judges the books.", {
  kills: { usual: 100, what: "deaths; from 134 on each named place is passed in each state" },
  seed: { usual: 1, what: "chooses what happens and where" },
});
const { crashCommand } = await import("../dist/hil/crash/main.js");
// Whatever a station that was killed leaves open here is no reason to stay.
process.exit(await crashCommand(options));
