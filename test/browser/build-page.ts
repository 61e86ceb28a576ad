import { execFileSync } from "node:child_process";

/** Builds everything as a user does: the page for the browser, and the program that the rehearsal starts. */
export function setup(): void {
  execFileSync(process.execPath, ["bin/build.mjs"], { stdio: "inherit" });
}
