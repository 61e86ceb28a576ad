import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "#hal/core/errors";
import { SeededRandom } from "#hal/core/random";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import { cutDisks } from "#hil/powercut/cut-disks";
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

type Outcome = Readonly<Record<Design, Tally>> | { readonly missing: string };

const controls = ["normalSync", "renameWithoutFlush"] as const satisfies readonly Design[];
/** They cost less. */
const REPLAYED = 2;
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
    return report(args, outcomes);
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
  return ofEach((design) =>
    cutDisks({
      design,
      cuts: design === "station" ? cuts : Math.min(cuts, CONTROL_CUTS),
      directory,
      rights,
      child,
      clock,
      chance: new SeededRandom(seed).stream(`shutdown.${design}`),
    }),
  );
}

async function byReplay({ cuts, seed }: PowercutArguments, directory: string): Promise<Outcome> {
  const { path, missing } = buildRecorder(join(packageRoot(), "hil", "powercut", "recorder.c"), directory);
  if (path === undefined) return { missing: missing ?? "cc" };
  const child = childCommand();
  return ofEach((design) =>
    replayWrites({
      design,
      cuts: design === "station" ? REPLAYED * cuts : Math.min(cuts, CONTROL_CUTS),
      directory,
      child,
      recorder: path,
      chance: new SeededRandom(seed).stream(`replay.${design}`),
    }),
  );
}

async function ofEach(play: (design: Design) => Promise<Tally>): Promise<Readonly<Record<Design, Tally>>> {
  return {
    station: await play("station"),
    normalSync: await play("normalSync"),
    renameWithoutFlush: await play("renameWithoutFlush"),
  };
}

function report({ seed, strict }: PowercutArguments, outcomes: Readonly<Record<string, Outcome>>): number {
  const played = Object.values(outcomes).flatMap((outcome) => ("missing" in outcome ? [] : [outcome]));
  const sum = (key: "runs" | "acknowledged" | "lost" | "corrupt") =>
    played.reduce((total, { station }) => total + station[key], 0);
  const control = Object.fromEntries(
    Object.entries(outcomes).flatMap(([method, outcome]) =>
      "missing" in outcome
        ? []
        : controls.map((design) => [`${method}.${design}`, outcome[design].lost + outcome[design].corrupt]),
    ),
  );
  const methods = Object.fromEntries(
    Object.entries(outcomes).map(([method, outcome]) => [
      method,
      "missing" in outcome ? `not run: needs ${outcome.missing}` : outcome,
    ]),
  );
  const counts = { runs: sum("runs"), lost: sum("lost"), duplicated: 0, contradictory: 0, corrupt: sum("corrupt") };
  process.stdout.write(`${JSON.stringify({ ...counts, acknowledged: sum("acknowledged"), seed, control, methods })}\n`);
  const isComplete = played.length > 0 && (!strict || played.length === Object.keys(outcomes).length);
  const isBiting = Object.values(control).every((lost) => lost > 0);
  return counts.lost + counts.corrupt === 0 && isComplete && isBiting ? 0 : 1;
}
