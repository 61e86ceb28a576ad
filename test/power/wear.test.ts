import { join } from "node:path";
import { expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { runProgram } from "#test/support/run-program";

it(
  "R7 an hour of charging writes at most 3 MB and flushes at most 300 times, an idle hour half a megabyte; a plain design writes more",
  { timeout: 600_000 },
  async () => {
    const place = { folder: repository, env: { PATH: process.env["PATH"] ?? "" } };
    const command = join(repository, "bin", "bench-wear.mjs");
    const { exitCode, stdout, stderr } = await runProgram(command, ["--strict", "--minutes", "60"], place);
    if (exitCode !== 0) process.stderr.write(`${stdout}\n${stderr}\n`);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ where: "block device" });
    expect(exitCode).toBe(0);
  },
);
