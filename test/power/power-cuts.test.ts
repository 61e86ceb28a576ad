import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { runProgram } from "#test/support/run-program";

const PATIENCE = 600_000;
const place = { folder: repository, env: { PATH: process.env["PATH"] ?? "" } };

async function run(
  command: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly report: unknown }> {
  const { exitCode, stdout, stderr } = await runProgram(join(repository, "bin", command), args, place);
  if (exitCode !== 0) process.stderr.write(`${stdout}\n${stderr}\n`);
  return { code: exitCode, report: JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") };
}

it(
  "R2 200 cuts of a real file system's power lose no record that the store promised; plain designs lose some",
  { timeout: PATIENCE },
  async () => {
    const { code, report } = await run("powercut.mjs", "--strict", "--cuts", "200", "--seed", "1");
    expect(report).toMatchObject({ runs: 1050, lost: 0, duplicated: 0, contradictory: 0, corrupt: 0 });
    expect(code).toBe(0);
  },
);

it(
  "R1 R3 200 kills at random moments and at every named place in every state lose, double and contradict nothing",
  { timeout: PATIENCE },
  async () => {
    const { code, report } = await run("crash.mjs", "--kills", "200", "--seed", "2");
    expect(report).toMatchObject({ lost: 0, duplicated: 0, contradictory: 0, corrupt: 0, failpoints: { missed: [] } });
    expect(code).toBe(0);
  },
);
