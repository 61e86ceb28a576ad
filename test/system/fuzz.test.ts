import { join } from "node:path";
import { expect, it } from "vitest";
import { GROWTH_LIMIT_MB } from "#simulator/fuzz/main";
import { repository } from "#test/support/architecture-tree";
import { type ProgramResult, runProgram } from "#test/support/run-program";

const command = join(repository, "bin", "fuzz.mjs");

function fuzz(...args: readonly string[]): Promise<ProgramResult> {
  return runProgram(command, args, { folder: repository, env: { PATH: process.env["PATH"] ?? "" } });
}

it("1.6 1.7 1.8 1.10 1.13 1.14 every CALL among 5,000 hostile frames is answered once with its code, nothing crashes or grows, and a transaction goes on", async () => {
  const { exitCode, stdout, stderr } = await fuzz("--frames", "5000", "--seed", "1");
  expect(stderr).toBe("");
  const { frames, rssGrowthMB, ...counts } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as {
    readonly frames: number;
    readonly rssGrowthMB: number;
  };
  expect(counts).toEqual({ crashes: 0, unanswered: 0, doubleAnswered: 0, wrongCode: 0, seed: 1 });
  expect(frames).toBeGreaterThanOrEqual(5000);
  expect(rssGrowthMB).toBeLessThan(GROWTH_LIMIT_MB);
  expect(exitCode).toBe(0);
});
