import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeededRandom } from "#hal/core/random";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import { ChargerProcess } from "#simulator/fuzz/charger-under-test";
import { readMessageSchemas } from "#simulator/fuzz/message-schemas";
import { type FuzzReport, runFuzz } from "#simulator/fuzz/run-fuzz";

export interface FuzzArguments {
  readonly frames: number;
  readonly seed: number;
}

/** What is compiled and kept for later takes some: so much more after a run than in it, garbage collected, is no leak yet. */
export const GROWTH_LIMIT_MB = 25;

/** Runs the harness against the program in a process of its own. Resolves with its report. */
export async function fuzzCharger({ frames, seed }: FuzzArguments): Promise<FuzzReport> {
  const directory = mkdtempSync(join(tmpdir(), "borne-fuzz-"));
  try {
    return await runFuzz({
      frames,
      clock: new SystemClock(),
      random: new SeededRandom(seed),
      schemas: readMessageSchemas(createRequire(import.meta.url).resolve("ocpp-rpc/lib/schemas/ocpp1_6.json")),
      startCharger: (url) =>
        new ChargerProcess({
          command: join(packageRoot(), "bin", "borne.mjs"),
          execPath: process.execPath,
          directory,
          url,
          environment: { PATH: process.env["PATH"] },
        }),
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Nothing went wrong and nothing leaks. */
export function isGood({
  crashes,
  unanswered,
  doubleAnswered,
  wrongCode,
  rssGrowthMB,
  disturbance,
}: FuzzReport): boolean {
  return (
    crashes + unanswered + doubleAnswered + wrongCode === 0 &&
    rssGrowthMB < GROWTH_LIMIT_MB &&
    disturbance === undefined
  );
}

/** `npm run fuzz`: complaints on standard error, one line of JSON last on standard output; resolves with the exit code. */
export async function fuzzCommand(args: FuzzArguments): Promise<number> {
  const report = await fuzzCharger(args);
  for (const complaint of report.complaints) process.stderr.write(`fuzz: ${complaint}\n`);
  if (report.disturbance !== undefined) process.stderr.write(`fuzz: the running transaction: ${report.disturbance}\n`);
  const { frames, crashes, unanswered, doubleAnswered, wrongCode, rssGrowthMB } = report;
  const line = { frames, crashes, unanswered, doubleAnswered, wrongCode, rssGrowthMB, seed: args.seed };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return isGood(report) ? 0 : 1;
}
