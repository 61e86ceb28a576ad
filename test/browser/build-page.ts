import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

/** Compiles the page as the build does, so that the browser gets what a user gets. */
export function setup(): void {
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", "simulator/panel/page"], { stdio: "inherit" });
}
