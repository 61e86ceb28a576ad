import { rmSync, writeFileSync } from "node:fs";
import type { NotifyHelper } from "#hil/hang/notify-helper";
import { lockStationFile } from "#hil/station-file";
import type { Rehearsal } from "#simulator/rehearsal";

/** What a hang can lay hands on. */
export interface HangSite {
  readonly pid: number;
  readonly rehearsal: Rehearsal;
  readonly helper: NotifyHelper;
  readonly databaseFile: string;
  /** While it is there no flush comes to its end. */
  readonly stuckFlushFile: string;
  readonly stop: (pid: number) => void;
  readonly end: (pid: number) => void;
  /** No more descriptors than this for a process. */
  readonly limitDescriptors: (pid: number, most: number) => void;
  /** Runs a script in the process. */
  readonly runInside: (pid: number, script: string) => void;
}

/** What goes on when the hang begins. */
export type Situation = "charging" | "offline" | "idle";

/** Ends what the next process would suffer from, too. */
export type Release = () => void;

export interface HangKind {
  /** Whether the board is no longer told that it may: it then does what it declared for silence. */
  readonly isSilent: boolean;
  /** What the agent itself tells of, where another process would not cure the station or would forget what is in memory only: it may be ended or go on. */
  readonly tells?: "board" | "store";
  /** The process may end by itself over it. Of all else that would say that it never hung. */
  readonly mayEnd?: boolean;
  readonly situations: readonly Situation[];
  readonly begin: (site: HangSite) => Release;
}

const anywhere: readonly Situation[] = ["charging", "offline", "idle"];
const nothing = () => undefined;
const inside =
  (script: string) =>
  ({ pid, runInside }: HangSite): Release => {
    runInside(pid, script);
    return nothing;
  };

/** Ways to hang that a process knows, as they are made. */
export const hangKinds = {
  /** By a debugger, a freezer, or memory that comes back from flash for ever. */
  stopped: {
    isSilent: true,
    situations: anywhere,
    begin: ({ pid, stop }) => {
      stop(pid);
      return nothing;
    },
  },
  endlessLoop: { isSilent: true, situations: anywhere, begin: inside("for (;;);") },
  /** Promises that answer promises: the loop turns, and never comes to its timers and lines. */
  endlessPromises: {
    isSilent: true,
    situations: anywhere,
    begin: inside("const again = () => Promise.resolve().then(again); again();"),
  },
  /** Lines are still read and sockets answered. */
  stoppedTimers: {
    isSilent: true,
    situations: anywhere,
    begin: inside("globalThis.setTimeout = () => ({ ref() {}, unref() {}, hasRef: () => false });"),
  },
  leakedTimers: {
    isSilent: true,
    situations: anywhere,
    begin: inside(`
      const work = () => { const end = performance.now() + 1; while (performance.now() < end); };
      const leak = () => { for (let count = 0; count < 500; count++) setInterval(work, 20); };
      setInterval(leak, 20);`),
  },
  /** Not one more file, line or child: what is open goes on. */
  leakedHandles: {
    isSilent: false,
    mayEnd: true,
    situations: anywhere,
    begin: ({ pid, limitDescriptors, runInside }) => {
      limitDescriptors(pid, 512);
      runInside(
        pid,
        `
        const { openSync } = process.getBuiltinModule("node:fs");
        const leak = () => { try { for (;;) openSync("/dev/null", "r"); } catch {} };
        leak();
        setInterval(leak, 20);`,
      );
      return nothing;
    },
  },
  /** The helper that tells of life never ends, nor does the next one. */
  stuckChild: { isSilent: false, situations: anywhere, begin: ({ helper }) => helper.hang() },
  /** Somebody holds the lock that every commit needs. Once something could not be written it is in memory only, until the lock is given back. */
  lockedStore: {
    isSilent: false,
    tells: "store",
    situations: anywhere,
    begin: ({ databaseFile }) => lockStationFile(databaseFile),
  },
  /** The end of the charge is on its way to a disk that has stopped to answer. */
  blockedFlush: {
    isSilent: true,
    situations: ["charging", "offline"],
    begin: ({ stuckFlushFile, rehearsal }) => {
      writeFileSync(stuckFlushFile, "");
      rehearsal.station.unplug();
      return () => {
        rmSync(stuckFlushFile, { force: true });
      };
    },
  },
  /** The controller neither reads nor answers, and its line stays open. */
  stuckLine: {
    isSilent: true,
    tells: "board",
    situations: ["charging", "idle"],
    begin: ({ rehearsal }) => rehearsal.holdLine("controller"),
  },
} as const satisfies Record<string, HangKind>;

export type HangName = keyof typeof hangKinds;

export function hangNames(): readonly HangName[] {
  return Object.keys(hangKinds).filter((name): name is HangName => Object.hasOwn(hangKinds, name));
}

/** The trouble of that name. */
export function hangOf(name: HangName): HangKind {
  return hangKinds[name];
}
