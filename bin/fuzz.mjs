#!/usr/bin/env node
/**
 * `npm run fuzz -- --frames N --seed S`: hostile frames against the built program while it charges. Complaints on standard error, and as the last
 * line of standard output the counts as JSON. Exit code 0 when nothing is wrong. Reads memory from /proc: Linux only.
 */
import { parseArgs } from "node:util";
import { fuzzCommand } from "../dist/simulator/fuzz/main.js";

const { values } = parseArgs({
  options: { frames: { type: "string", default: "5000" }, seed: { type: "string", default: "1" } },
});
const whole = (name) => {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(`fuzz: --${name} is a whole number\n`);
  process.exit(64);
};

process.exitCode = await fuzzCommand({ frames: whole("frames"), seed: whole("seed") });
