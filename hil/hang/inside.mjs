/**
 * Preloaded into the agent's process. Does what stands in a file when it is told to: troubles that nobody can make from outside. As a control it can
 * also give signs of life by a timer, which is what a watchdog must not be.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const { BORNE_TROUBLE: trouble, BORNE_BARE_TIMER: period } = process.env;
if (trouble !== undefined) process.on("SIGUSR2", () => runInThisContext(readFileSync(trouble, "utf8")));
if (period !== undefined) {
  const ping = () => {
    spawn("systemd-notify", ["WATCHDOG=1"], { stdio: "ignore" }).on("error", () => undefined);
  };
  setInterval(ping, Number(period)).unref();
}
