#!/usr/bin/env node
/**
 * `npm run hangs -- --rounds N --seed S`: the agent as a process of its own hangs in each way that is known, N times, while it charges, while it is offline and
 * while nobody is there; whoever stands in for systemd ends it and starts it again; then the books are held against what really flowed. One JSON line
 * last. Exit code 0 only if nothing was lost, each hang was found and over within a minute, and a watchdog that is a mere timer missed some.
 */
import { commandOptions } from "./command-options.mjs";

const options = commandOptions("hangs", "Hangs the agent's process in each way that is known, and judges the books.", {
  rounds: { usual: 10, what: "hangs of each kind" },
  seed: { usual: 1, what: "chooses their order and what goes on meanwhile" },
  patience: { usual: 5, what: "seconds that are waited for a sign of life; 30 on a wall", least: 5 },
  strict: { usual: false, what: "what cannot be run here is a failure" },
});
const { hangsCommand } = await import("../dist/hil/hang/main.js");
// Whatever a process that hangs leaves open here is no reason to stay.
process.exit(await hangsCommand(options));
