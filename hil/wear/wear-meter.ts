import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LoopDisk } from "#hil/powercut/loop-disk";
import type { RootRights } from "#hil/powercut/root-rights";
import { readWriteLog } from "#hil/powercut/write-log";

export interface Wear {
  readonly bytes: number;
  readonly flushes: number;
}

/** Tells what has been written so far; two looks make a difference. */
export interface WearMeter {
  /** What is measured, in the words of the report. */
  readonly where: string;
  /** The store's directory. */
  readonly store: string;
  /** What the process needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  read(): Wear;
  end(): void;
}

/** At the block device below a file system of its own: what flash would have to take, the file system's log included. */
export function deviceMeter(directory: string, rights: RootRights): WearMeter {
  const disk = new LoopDisk({ directory, rights });
  const store = join(disk.mountPoint, "store");
  mkdirSync(store, { mode: 0o700 });
  return {
    where: "block device",
    store,
    environment: {},
    read: () => disk.written(),
    end: () => {
      disk.destroy();
    },
  };
}

/** As the process asked for it, counted by the recorder: bytes handed over and flushes, without what the file system adds. */
export function processMeter(directory: string, recorder: string): WearMeter {
  // The station reaches its store by a link: both ways lead through this directory.
  const [store, log] = [join(directory, "store"), join(directory, "writes.log")];
  mkdirSync(store, { mode: 0o700 });
  return {
    where: "process (needs root for the block device)",
    store,
    environment: { LD_PRELOAD: recorder, BORNE_RECORD_LOG: log, BORNE_RECORD_DIRECTORY: directory },
    read: () => {
      const steps = readWriteLog(readFileSync(log));
      return {
        bytes: steps.reduce((sum, step) => sum + (step.kind === "written" ? step.bytes.length : 0), 0),
        flushes: steps.filter(({ kind }) => kind === "flushed" || kind === "directoryFlushed").length,
      };
    },
    end: () => undefined,
  };
}
