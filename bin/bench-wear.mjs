#!/usr/bin/env node
/**
 * `npm run bench:wear -- --minutes N`: what the agent's process writes to its disk in so many simulated minutes, idle and charging with a sample each
 * ten seconds, per hour. At the block device where there is root, else as the process asks for it. One JSON line last; exit code 0 only within the budget.
 */
import { commandOptions } from "./command-options.mjs";

const options = commandOptions("bench:wear", "Measures what is written to the disk in an hour, idle and charging.", {
  minutes: { usual: 60, what: "of the station's time, for each measurement" },
  seed: { usual: 1, what: "chooses the vehicle" },
  strict: { usual: false, what: "what cannot be measured at the block device is a failure" },
});
const { wearCommand } = await import("../dist/hil/wear/main.js");
process.exit(await wearCommand(options));
