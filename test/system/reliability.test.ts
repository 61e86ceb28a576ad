import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fieldsOf } from "#simulator/csms/payload-fields";
import { repository } from "#test/support/architecture-tree";
import { runProgram } from "#test/support/run-program";

const PATIENCE = 180_000;
const hasCompiler = spawnSync("cc", ["--version"], { stdio: "ignore" }).status === 0;

async function run(
  command: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly report: unknown }> {
  const place = { folder: repository, env: { PATH: process.env["PATH"] ?? "" } };
  const { exitCode, stdout, stderr } = await runProgram(join(repository, "bin", command), args, place);
  const [last] = stdout.trimEnd().split("\n").slice(-1);
  if (exitCode !== 0) process.stderr.write(`${stdout}\n${stderr}\n`);
  return { code: exitCode, report: JSON.parse(last ?? "") };
}

const nothing = { lost: 0, duplicated: 0, contradictory: 0, corrupt: 0 };

it(
  "R1 R6 an agent that is killed while it charges loses, doubles and contradicts nothing and soon ends what it finds open; broken ones are found out",
  { timeout: PATIENCE },
  async () => {
    const { code, report } = await run("crash.mjs", "--kills", "10", "--seed", "1");
    expect(report).toMatchObject({ runs: 10, ...nothing });
    // Seconds; goals are 5 and 60, and a machine that runs all tests is busy.
    const { longestRestartSeconds, longestOpenSeconds } = fieldsOf(report);
    expect(longestRestartSeconds).toBeLessThan(30);
    expect(longestOpenSeconds).toBeLessThan(60);
    expect(code).toBe(0);
  },
);

it(
  "R13 R6 an agent that hangs in any way is found and over within a minute and loses nothing; a watchdog that is a mere timer misses some",
  { timeout: PATIENCE },
  async () => {
    const strict = hasCompiler ? ["--strict"] : [];
    const { code, report } = await run("hangs.mjs", ...strict, "--rounds", "1", "--seed", "1");
    expect(report).toMatchObject({ runs: hasCompiler ? 10 : 9, ...nothing, late: 0 });
    expect(code).toBe(0);
  },
);

it.skipIf(!hasCompiler)(
  "R2 no record that the store promised is missing after any part of what was not flushed is left out; plain designs lose some",
  { timeout: PATIENCE },
  async () => {
    const { code, report } = await run("powercut.mjs", "--replay", "--strict", "--cuts", "60", "--seed", "1");
    expect(report).toMatchObject({ runs: 240, ...nothing });
    expect(code).toBe(0);
  },
);

it("R1 a storm whose lives were never played does not hold", { timeout: PATIENCE }, async () => {
  const noWorker = "data:text/javascript,process.env.BORNE_STORM_WORKER&&process.exit(1)";
  const env = { PATH: process.env["PATH"] ?? "", NODE_OPTIONS: `--import=${noWorker}` };
  const place = { folder: repository, env };
  const { exitCode, stdout } = await runProgram(join(repository, "bin", "storm.mjs"), ["--seeds", "1"], place);
  expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ runs: 0, ...nothing });
  expect(exitCode).toBe(1);
});
