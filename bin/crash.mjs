#!/usr/bin/env node
/**
 * `npm run crash -- --kills N --seed S`: the agent as a process of its own is killed at random moments and at every named place while it charges and
 * its back end misbehaves; then the books are held against what really flowed. One JSON line last. Exit code 0 only if nothing was lost and the broken
 * variants lost something.
 */
import { crashCommand } from "../dist/hil/crash/main.js";
import { commandOptions } from "./command-options.mjs";

// Whatever a station that was killed leaves open here is no reason to stay.
process.exit(await crashCommand(commandOptions("crash", { kills: 100, seed: 1 })));
