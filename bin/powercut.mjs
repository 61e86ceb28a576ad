#!/usr/bin/env node
/**
 * `npm run powercut -- --cuts N --seed S`: the power of the disk below the station's store is cut N times under load; what was promised before each cut
 * must be there after it. Two methods: a real file system that is shut down (needs root, or sudo without a question), and recorded writes that are
 * played back with any part of what was not flushed left out (needs a C compiler). One JSON line last; what could not be run says what it
 * needs. `--replay` plays back only. `--strict` makes what could not be run a failure.
 */
import { commandOptions } from "./command-options.mjs";

const options = commandOptions(
  "powercut",
  "Cuts the power below the station's store, and looks for what was promised.",
  {
    cuts: { usual: 100, what: "cuts, by each method" },
    seed: { usual: 1, what: "chooses when, and what is left" },
    replay: { usual: false, what: "only by playing back recorded writes, which needs no root" },
    strict: { usual: false, what: "what cannot be run here is a failure" },
  },
);
const { powercutCommand } = await import("../dist/hil/powercut/main.js");
process.exitCode = await powercutCommand(options);
