import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import { cutDisks } from "#hil/powercut/cut-disks";
import { controls, type Outcome, replayControls, reportOf, stations } from "#hil/powercut/powercut-report";
import type { Tally } from "#hil/powercut/record-tally";
import { buildRecorder, replayWrites } from "#hil/powercut/replay-writes";
import { missingForLoopDisks } from "#hil/powercut/root-rights";
import type { Design } from "#hil/powercut/test-child";

export interface PowercutArguments {
  /** Of a real file system; recorded writes are played back to twice as many points. */
  readonly cuts: number;
  readonly seed: number;
  /** Only the replay of recorded writes, which needs no root. */
  readonly replay: boolean;
  /** What cannot be run is a failure. */
  readonly strict: boolean;
}

/** They cost less. */
const REPLAYED = 2;
/** What a slow disk is about shows in the replay, of real cuts it gets this part. */
const SLOW_SHARE = 4;
/** Enough for a broken design to show itself. */
const CONTROL_CUTS = 25;

/** `npm run powercut`: one line of JSON last; resolves with the exit code. */
export async function powercutCommand(args: PowercutArguments): Promise<number> {
  // Not in the system's temporary folder, which may lie in memory.
  const directory = mkdtempSync(join(args.replay ? tmpdir() : "/var/tmp", "borne-powercut-"));
  try {
    const outcomes = {
      ...(args.replay ? {} : { shutdown: await byShutdown(args, directory) }),
      replay: await byReplay(args, directory),
    };
    const { report, holds } = reportOf(outcomes, args.strict);
    process.stdout.write(`${JSON.stringify({ ...report, seed: args.seed })}\n`);
    return holds ? 0 : 1;
  } finally {
    removeLeftovers(directory);
  }
}

/** Never hides what went wrong before: a disk that is still busy stays. */
function removeLeftovers(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch (error) {
    process.stderr.write(`powercut: ${directory} is still in use: ${describeError(error)}\n`);
  }
}

const childCommand = () => ({
  execPath: process.execPath,
  script: join(packageRoot(), "bin", "powercut", "child.mjs"),
  environment: process.env,
});

async function byShutdown({ cuts, seed }: PowercutArguments, directory: string): Promise<Outcome> {
  const { rights, missing } = missingForLoopDisks(process.getuid?.() === 0);
  if (rights === undefined) return { missing: missing ?? "root" };
  const [child, clock] = [childCommand(), new SystemClock()];
  return ofEach([...stations, ...controls], (design) =>
    cutDisks({
      design,
      cuts: shutdownsOf(design, cuts),
      directory,
      rights,
      child,
      clock,
      chance: new SeededRandom(seed).stream(`shutdown.${design}`),
    }),
  );
}

function shutdownsOf(design: Design, cuts: number): number {
  if (design === "station") return cuts;
  return design === "slowStation" ? Math.ceil(cuts / SLOW_SHARE) : Math.min(cuts, CONTROL_CUTS);
}

async function byReplay({ cuts, seed }: PowercutArguments, directory: string): Promise<Outcome> {
  const { path, missing } = buildRecorder(join(packageRoot(), "hil", "powercut", "recorder.c"), directory);
  if (path === undefined) return { missing: missing ?? "cc" };
  const child = childCommand();
  return ofEach([...stations, ...replayControls], (design) =>
    replayWrites({
      design,
      cuts: stations.includes(design) ? REPLAYED * cuts : Math.min(cuts, CONTROL_CUTS),
      directory,
      child,
      recorder: path,
      chance: new SeededRandom(seed).stream(`replay.${design}`),
    }),
  );
}

async function ofEach(designs: readonly Design[], play: (design: Design) => Promise<Tally>): Promise<Outcome> {
  const tallies: Partial<Record<Design, Tally>> = {};
  for (const design of designs) tallies[design] = await play(design);
  return { tallies };
}
