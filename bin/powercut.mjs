#!/usr/bin/env node
/**
 * `npm run powercut -- --cuts N --seed S`: the power of the disk below the station's store is cut N times under load; what was promised before each cut
 * must be there after it. Two methods: a real file system that is shut down (needs root, or sudo without a question), and recorded writes that are
 * played back with any part of what was not flushed left out (needs a C compiler). One JSON line last; what could not be run says what it
 * needs. `--replay` plays back only. `--strict` makes what could not be run a failure.
 */
import { powercutCommand } from "../dist/hil/powercut/main.js";
import { commandOptions } from "./command-options.mjs";

process.exitCode = await powercutCommand(
  commandOptions("powercut", { cuts: 100, seed: 1, replay: false, strict: false }),
);
