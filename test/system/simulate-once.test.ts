import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "#test/support/architecture-tree";
import { type ProgramResult, runProgram } from "#test/support/run-program";
import { temporaryDirectory } from "#test/support/temporary-directory";

const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/" };

function simulate(...options: readonly string[]): Promise<ProgramResult> {
  const words = ["simulate", "--once", "--minutes", "1", ...options];
  return runProgram(join(repository, "bin/borne.mjs"), words, { folder: temporaryDirectory(), env });
}

interface Played {
  readonly transactionId: number;
  readonly idTag: string;
  readonly meterStartWh: number;
  readonly meterStopWh: number;
  readonly energyWh: number;
  readonly startedAt: string;
  readonly stoppedAt: string;
  readonly stopReason: string;
  readonly messages: readonly (readonly [string, string])[];
}

const fields = {
  transactionId: expect.any(Number) as number,
  idTag: "04A1B2C3D4E5F6",
  meterStartWh: 1_234_500,
  meterStopWh: expect.any(Number) as number,
  energyWh: expect.any(Number) as number,
  startedAt: expect.stringMatching(/Z$/) as string,
  stoppedAt: expect.stringMatching(/Z$/) as string,
  stopReason: "EVDisconnected",
  messages: expect.any(Array) as [],
};

function playedBy({ stdout }: ProgramResult): Played {
  const lines = stdout.trimEnd().split("\n");
  return JSON.parse(lines.at(-1) ?? "") as Played;
}

function expectCharge(played: Played): void {
  const { messages, energyWh, meterStartWh, meterStopWh, startedAt, stoppedAt } = played;
  expect(played).toStrictEqual(fields);
  expect(energyWh).toBe(meterStopWh - meterStartWh);
  // A minute at 22 kW, and the seconds that the vehicle takes to begin and to end.
  expect(energyWh).toBeGreaterThan(250);
  expect(energyWh).toBeLessThan(700);
  expect(Date.parse(stoppedAt) - Date.parse(startedAt)).toBeGreaterThanOrEqual(60_000);
  expect(messages.every(([direction]) => direction === "sent" || direction === "received")).toBe(true);
  const sent = messages.filter(([direction]) => direction === "sent").map(([, action]) => action);
  expect(sent[0]).toBe("BootNotification");
  const charge = sent.filter((action) => /Authorize|Transaction|MeterValues/.test(action));
  expect(charge).toEqual([
    "Authorize",
    "StartTransaction",
    ...charge.slice(2, -1).map(() => "MeterValues"),
    "StopTransaction",
  ]);
  expect(charge.length).toBeGreaterThanOrEqual(7);
}

describe("borne simulate --once", () => {
  it("plays a charge and prints it as one line of JSON, again and again in the same place", async () => {
    const directory = temporaryDirectory();

    const first = await simulate("--state-dir", directory);
    const second = await simulate("--state-dir", directory);

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    for (const result of [first, second]) expectCharge(playedBy(result));
    expect(first.stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it("fails in one clear line when its agent cannot keep a store", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "store"), "a file where a directory must be");

    const { exitCode, stdout, stderr } = await simulate("--state-dir", directory);

    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^The agent ended .*exit code 74/);
    expect(stderr).toContain(join(directory, "store"));
  });

  it("fails in one clear line when there is no place for its state", async () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");

    const { exitCode, stdout, stderr } = await simulate("--state-dir", join(file, "state"));

    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain(join(file, "state"));
  });

  it("fails in one clear line when the devices cannot be made", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "dev", "controller"), { recursive: true });

    const { exitCode, stdout, stderr } = await simulate("--state-dir", directory);

    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain("pseudo terminal");
  });
});
