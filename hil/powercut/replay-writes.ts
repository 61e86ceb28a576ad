import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { AgentError } from "#hal/core/errors";
import { intBelow, type RandomStream } from "#hal/core/random";
import { DiskModel, type Leftover } from "#hil/powercut/disk-model";
import { emptyTally, promisesIn, recordsOf, type Tally, tallied } from "#hil/powercut/record-tally";
import { type ChildCommand, type Design, Reader, Writer } from "#hil/powercut/test-child";
import { readWriteLog, type WriteStep } from "#hil/powercut/write-log";

export interface ReplayOptions {
  readonly design: Design;
  /** How many states of the disk are looked at. */
  readonly cuts: number;
  readonly directory: string;
  readonly child: ChildCommand;
  /** From `buildRecorder`. */
  readonly recorder: string;
  readonly chance: RandomStream;
}

export interface Replayed extends Tally {
  /** Points of the record: how many there are, and at how many of them the power was cut. */
  readonly prefixes: { readonly recorded: number; readonly seen: number };
}

const RECORDS = 60;
/** Where each seventh flush in another thread fails. */
const failing: ReadonlySet<Design> = new Set(["slowStation", "failuresUnheard"]);
const leftovers: readonly Leftover[] = ["anything", "anything", "all", "nothing"];

/** Compiles the recorder; gives its path, or what is missing. */
export function buildRecorder(
  source: string,
  directory: string,
): { readonly path?: string; readonly missing?: string } {
  const path = join(directory, "recorder.so");
  const { status, stderr, error } = spawnSync(
    "cc",
    ["-O1", "-shared", "-fPIC", "-o", path, source, "-ldl", "-lpthread"],
    {
      encoding: "utf8",
    },
  );
  if (error !== undefined) return { missing: "cc" };
  return status === 0 ? { path } : { missing: `a C compiler that takes the recorder: ${stderr.slice(0, 300)}` };
}

/**
 * Records what a process writes, flushes and renames, then plays it back up to any point and leaves of what was not flushed any part. The points are
 * spread evenly over the record, so that with as many cuts as steps each prefix is looked at.
 */
export async function replayWrites(options: ReplayOptions): Promise<Replayed> {
  const { design, cuts, directory, chance } = options;
  const folder = join(directory, `replay-${design}`);
  const steps = await record(options, folder);
  const reader = new Reader(options.child, design);
  const seen = new Set<number>();
  let tally = emptyTally;
  try {
    const disk = new DiskModel();
    let said = "";
    let done = 0;
    for (let cut = 0; cut < cuts; cut++) {
      const point = Math.floor(((cut + (cuts < steps.length ? chance.next() : 0)) * steps.length) / cuts);
      seen.add(point);
      const news = steps.slice(done, point + 1);
      done = point + 1;
      for (const step of news) disk.apply(step);
      said += news.map((step) => (step.kind === "said" ? step.text : "")).join("");
      const leftover = leftovers[intBelow(chance, leftovers.length)] ?? "anything";
      const state = join(folder, "state");
      layOut(disk.afterCut(leftover, chance), { from: join(folder, "store"), to: state });
      const promised = recordsOf(promisesIn(said));
      // Plain files keep the last words only.
      tally = tallied(tally, design === "renameWithoutFlush" ? promised.slice(-1) : promised, await reader.read(state));
    }
  } finally {
    reader.end();
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...tally, prefixes: { recorded: steps.length, seen: seen.size } };
}

async function record({ design, child, recorder }: ReplayOptions, folder: string): Promise<readonly WriteStep[]> {
  const [store, log] = [join(folder, "store"), join(folder, "writes.log")];
  mkdirSync(store, { recursive: true });
  const environment = {
    ...child.environment,
    LD_PRELOAD: recorder,
    BORNE_RECORD_LOG: log,
    BORNE_RECORD_DIRECTORY: store,
    ...(failing.has(design) ? { BORNE_RECORD_FAIL: "7" } : {}),
  };
  const said = await new Writer({ ...child, environment }, [design, store, "1", String(RECORDS)]).ended();
  if (promisesIn(said).length < RECORDS)
    throw new AgentError("powercut.writer", "the writer did not come to its end", { design });
  const steps = readWriteLog(readFileSync(log));
  if (!steps.some(({ kind }) => kind === "written"))
    throw new AgentError("powercut.record", "the recorder saw no write", { design });
  return steps;
}

/** Writes a state of the disk where it can be read. The shared index of SQLite is memory and never outlasts a cut. */
function layOut(files: ReadonlyMap<string, Buffer>, place: { readonly from: string; readonly to: string }): void {
  rmSync(place.to, { recursive: true, force: true });
  mkdirSync(place.to, { recursive: true });
  for (const [path, content] of files) {
    if (path.endsWith("-shm")) continue;
    const target = join(place.to, relative(place.from, path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}
