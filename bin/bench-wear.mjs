#!/usr/bin/env node
/**
 * `npm run bench:wear -- --minutes N`: what the agent's process writes to its disk in so many simulated minutes, idle and charging with a sample each
 * ten seconds, per hour. At the block device where there is root, else as the process asks for it. One JSON line last; exit code 0 only within the budget.
 */
import { wearCommand } from "../dist/hil/wear/main.js";
import { commandOptions } from "./command-options.mjs";

process.exit(await wearCommand(commandOptions("bench:wear", { minutes: 60, seed: 1, strict: false })));
