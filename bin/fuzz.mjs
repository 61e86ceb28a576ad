#!/usr/bin/env node
/**
 * `npm run fuzz -- --frames N --seed S`: hostile frames against the built program while it charges. Complaints on standard error, and as the last
 * line of standard output the counts as JSON. Exit code 0 when nothing is wrong. Reads memory from /proc: Linux only.
 */
import { commandOptions } from "./command-options.mjs";

const options = commandOptions("fuzz", "Sends hostile frames to the program while it charges.", {
  frames: { usual: 5000, least: 0, what: "frames" },
  seed: { usual: 1, least: 0, what: "chooses the frames" },
});
const { fuzzCommand } = await import("../dist/simulator/fuzz/main.js");
process.exitCode = await fuzzCommand(options);
