import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "#config/package-root";

function run(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(packageRoot(), "bin", script), ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("the commands of the harnesses", () => {
  it.each([
    ["crash.mjs", "--kills N", "100"],
    ["hangs.mjs", "--rounds N", "10"],
    ["powercut.mjs", "--cuts N", "100"],
    ["storm.mjs", "--seeds N", "20"],
    ["bench-wear.mjs", "--minutes N", "60"],
    ["fuzz.mjs", "--frames N", "5000"],
    ["nightly.mjs", "--part N", "1"],
    ["nightly.mjs", "--only names", "all"],
  ])("%s tells its options and their usual values", (script, option, usual) => {
    const { status, stdout, stderr } = run(script, "--help");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.split("\n").find((line) => line.includes(option))).toContain(`(${usual})`);
  });

  it.each([
    [["--kills", "many"], '--kills is a whole number from 1 on, not "many"'],
    [["--kills", "0"], '--kills is a whole number from 1 on, not "0"'],
    [["--kills", ""], '--kills is a whole number from 1 on, not ""'],
    [["--kill", "5"], "Unknown option '--kill'"],
  ])("refuse %j with 64 and say why", (args, why) => {
    const { status, stdout, stderr } = run("crash.mjs", ...args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr.split("\n")[0]).toBe(`crash: ${why}`);
    expect(stderr).toContain("npm run crash -- --help");
  });

  it("nightly.mjs refuses a harness that there is not, and names those there are", () => {
    const { status, stdout, stderr } = run("nightly.mjs", "--only", "crash,sleep");
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr.split("\n")[0]).toMatch(/^nightly: there is no "sleep", only crash, /u);
  });
});
