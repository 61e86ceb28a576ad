import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Clock, sleep } from "#hal/core/clock";
import { AgentError } from "#hal/core/errors";
import { intBelow, type RandomStream } from "#hal/core/random";
import { millis } from "#hal/core/units";
import { LoopDisk } from "#hil/powercut/loop-disk";
import {
  emptyTally,
  promisesIn,
  type Promised,
  recordsOf,
  type Tally,
  tallied,
  talliedMeanwhile,
} from "#hil/powercut/record-tally";
import type { RootRights } from "#hil/powercut/root-rights";
import { type ChildCommand, type Design, Reader, Writer } from "#hil/powercut/test-child";

export interface CutOptions {
  readonly design: Design;
  readonly cuts: number;
  readonly directory: string;
  readonly rights: RootRights;
  readonly child: ChildCommand;
  readonly chance: RandomStream;
  readonly clock: Clock;
}

/** A disk grows old with what is on it; then comes a fresh one. */
const CUTS_PER_DISK = 25;
/** How long it is written before the cut, in real milliseconds: the file system's own log is written each second. */
const LIFE_LIMIT = 350;

/** Real cuts of a real file system's power, each under a process that writes as fast as it can. */
export async function cutDisks(options: CutOptions): Promise<Tally> {
  let tally = emptyTally;
  const reader = new Reader(options.child, options.design);
  try {
    while (tally.runs < options.cuts) tally = await oneDisk(options, tally, reader);
  } finally {
    reader.end();
  }
  return tally;
}

async function oneDisk(options: CutOptions, before: Tally, reader: Reader): Promise<Tally> {
  const folder = join(options.directory, `${options.design}-${String(before.runs)}`);
  mkdirSync(folder);
  const disk = new LoopDisk({ directory: folder, rights: options.rights });
  mkdirSync(join(disk.mountPoint, "store"));
  // There before anything is promised.
  disk.written();
  let tally = before;
  try {
    // What a cut has left must outlast the next ones too; settled entries of the queue are pruned by and by, and keys and settings replaced.
    const lasting: string[] = [];
    for (let cut = 0; cut < CUTS_PER_DISK && tally.runs < options.cuts; cut++) {
      const { before: promised, meanwhile } = await oneCut(options, disk, String(tally.runs));
      const found = await reader.read(join(disk.mountPoint, "store"));
      tally = talliedMeanwhile(tallied(tally, [...lasting, ...promised], found), meanwhile, found);
      if (options.design !== "renameWithoutFlush")
        lasting.push(...promised.filter((word) => !/^(fact|answered|key|setting):/.test(word)));
    }
  } finally {
    disk.destroy();
  }
  return tally;
}

/** By the one clock that both processes read: promised before the cut began, and while it was going on. */
interface Heard {
  readonly before: readonly string[];
  readonly meanwhile: readonly string[];
}

/** Writes, cuts, and comes back with the disk as the cut left it. */
async function oneCut(options: CutOptions, disk: LoopDisk, run: string): Promise<Heard> {
  const store = join(disk.mountPoint, "store");
  const writer = new Writer(options.child, [options.design, store, run]);
  await writer.ready;
  let cutAt = 0n;
  let said = "";
  try {
    await sleep(options.clock, millis(20 + intBelow(options.chance, LIFE_LIMIT)));
    if (!writer.isRunning())
      throw new AgentError("powercut.writer", "the writer had ended before the cut", { design: options.design });
    cutAt = disk.cutPower();
  } finally {
    said = await writer.kill();
  }
  disk.unmount();
  disk.mount();
  const promises = promisesIn(said);
  const isBefore = ({ at }: Promised) => at === undefined || at < cutAt;
  return {
    before: recordsOf(promises.filter(isBefore)),
    meanwhile: recordsOf(promises.filter((promise) => !isBefore(promise))),
  };
}
