import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { intBelow, type RandomStream, SeededRandom } from "#hal/core/random";
import { seconds } from "#hal/core/units";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import { type HangName, hangNames, type HangSite } from "#hil/hang/hang-kinds";
import { LIMIT, reportOf, summaryOf } from "#hil/hang/hang-report";
import { HangStation, type HungStation } from "#hil/hang/hang-station";
import { NotifyHelper } from "#hil/hang/notify-helper";
import { Supervisor } from "#hil/hang/supervisor";
import { Rehearsal } from "#simulator/rehearsal";

export interface HangArguments {
  readonly rounds: number;
  readonly seed: number;
  /** `WatchdogSec`. */
  readonly patience: number;
  /** What cannot be run is a failure. */
  readonly strict: boolean;
}

const METER_START = 1_234_500;
const SPEED = 30;
/** So many rounds in one station's history; then it is judged and another one begins. */
const ROUNDS_PER_STATION = 10;
/** Signs of life within the patience of systemd. */
const SIGNS = 3;
/** A board that has no use for a silent agent for longer than this. */
const HEARTBEAT = { seconds: 3, fallbackCurrent: 6 };

/** What is tried again is tried soon, and nobody's patience is at stake. */
const variables = {
  AllowOfflineTxForUnknownId: "true",
  MeterValueSampleInterval: "20",
  TransactionMessageAttempts: "1000",
  TransactionMessageRetryInterval: "6",
  ConnectionTimeOut: "3600",
};

interface Ground {
  readonly patience: number;
  /** The library that holds flushes up; undefined where nothing compiles it. */
  readonly stuckFlush: string | undefined;
}

interface Play {
  readonly seed: number;
  readonly kinds: readonly HangName[];
  /** Signs of life come from a mere timer. */
  readonly isBare: boolean;
}

/** `npm run hangs`: what is wrong on standard error, one line of JSON last; resolves with the exit code. */
export async function hangsCommand({ rounds, seed, patience, strict }: HangArguments): Promise<number> {
  const tools = mkdtempSync(join(tmpdir(), "borne-hang-tools-"));
  const ground = { patience, stuckFlush: compiled(tools) };
  const kinds = hangNames().filter((name) => name !== "blockedFlush" || ground.stuckFlush !== undefined);
  const chance = new SeededRandom(seed).stream("hangs");
  const { stations, bare } = await playAll(lotsOf(kinds, rounds, chance), seed, ground);
  rmSync(tools, { recursive: true, force: true });

  const notRun = hangNames().filter((name) => !kinds.includes(name));
  const { holds, report } = reportOf(stations, bare);
  process.stdout.write(`${JSON.stringify({ ...report, notRun, patience, seed })}\n`);
  return holds && (!strict || notRun.length === 0) ? 0 : 1;
}

/** Each kind so many times, in an order of chance, in lots that one station each plays. */
function lotsOf(kinds: readonly HangName[], rounds: number, chance: RandomStream): readonly (readonly HangName[])[] {
  const all = Array.from({ length: rounds }, () => kinds).flat();
  for (let last = all.length - 1; last > 0; last--) swap(all, last, intBelow(chance, last + 1));
  const perStation = Math.min(ROUNDS_PER_STATION, Math.ceil(all.length / workers()));
  return Array.from({ length: Math.ceil(all.length / perStation) }, (_none, lot) =>
    all.slice(lot * perStation, (lot + 1) * perStation),
  );
}

function swap(all: HangName[], a: number, b: number): void {
  const [first, second] = [all[a], all[b]];
  if (first === undefined || second === undefined) return;
  all[a] = second;
  all[b] = first;
}

/** More at a time than there are cores: most of a hang is waiting. */
function workers(): number {
  return availableParallelism() + 2;
}

/** Two that a timer does not notice, or not where patience is longer than a blocked call, and one that it does. */
const controlKinds: readonly HangName[] = ["stoppedTimers", "lockedStore", "stopped"];

async function playAll(lots: readonly (readonly HangName[])[], seed: number, ground: Ground) {
  const stations: HungStation[] = [];
  let bare: HungStation | undefined;
  const work = [
    async () => {
      bare = await play({ seed: seed * 10_000 + 9999, kinds: controlKinds, isBare: true }, ground);
      tell(`control, a mere timer: ${summaryOf(bare)}`);
    },
    ...lots.map((lot, index) => async () => {
      const station = await play({ seed: seed * 10_000 + index, kinds: lot, isBare: false }, ground);
      stations.push(station);
      tell(`${String(stations.length)}/${String(lots.length)}: ${summaryOf(station)}`);
    }),
  ];
  const worker = async () => {
    for (let task = work.shift(); task !== undefined; task = work.shift()) await task();
  };
  await Promise.all(Array.from({ length: workers() }, worker));
  if (bare === undefined) throw new TypeError("the control was not played");
  return { stations, bare };
}

async function play({ seed, kinds, isBare }: Play, ground: Ground): Promise<HungStation> {
  const directory = mkdtempSync(join(tmpdir(), "borne-hang-"));
  const clock = new SystemClock();
  const random = new SeededRandom(seed);
  const helper = new NotifyHelper(join(directory, "systemd"));
  const files = { trouble: join(directory, "trouble.js"), stuckFlush: join(directory, "stuck") };
  const rehearsal = rehearsalIn(directory, {
    clock,
    random,
    environment: { ...process.env, ...environmentOf({ ground, helper, files, isBare }) },
  });
  const patience = seconds(ground.patience);
  const supervisor = new Supervisor({ rehearsal, helper, clock, patience, restartAfter: restartSec(), kill: signal });
  let isRight = false;
  try {
    await rehearsal.start();
    supervisor.watch();
    const subject = new HangStation({
      rehearsal,
      directory,
      clock,
      chance: random.stream("hangs"),
      meterStart: METER_START,
      supervisor,
      site: { rehearsal, helper, stuckFlushFile: files.stuckFlush, ...handsOn(files.trouble) },
      foundWithin: isBare ? seconds(3 * ground.patience) : LIMIT,
    });
    const station = await subject.run(kinds);
    isRight = isBare || station.violations.length === 0;
    return station;
  } finally {
    supervisor.release();
    await rehearsal.stop();
    if (isRight) rmSync(directory, { recursive: true, force: true });
    else tell(`the evidence is kept in ${directory}`);
  }
}

/** What is done to the process from outside. */
function handsOn(troubleFile: string): Pick<HangSite, "stop" | "end" | "limitDescriptors" | "runInside"> {
  return {
    stop: (pid) => {
      signal(pid, "SIGSTOP");
    },
    end: (pid) => {
      signal(pid, "SIGKILL");
    },
    limitDescriptors: (pid, most) => {
      spawnSync("prlimit", ["--pid", String(pid), `--nofile=${String(most)}`]);
    },
    runInside: (pid, script) => {
      writeFileSync(troubleFile, script);
      signal(pid, "SIGUSR2");
    },
  };
}

interface Place {
  readonly clock: SystemClock;
  readonly random: SeededRandom;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

function rehearsalIn(directory: string, { clock, random, environment }: Place): Rehearsal {
  const scale = { speed: SPEED, anchor: clock.now() };
  mkdirSync(join(directory, "store"), { mode: 0o700 });
  return new Rehearsal({
    directory,
    clock: new ScaledClock(clock, scale),
    lineClock: clock,
    scale,
    random,
    command: join(packageRoot(), "bin", "borne.mjs"),
    execPath: process.execPath,
    environment,
    logLevel: "info",
    meterStart: METER_START,
    board: boardFile(directory),
    variables,
  });
}

interface Surroundings {
  readonly ground: Ground;
  readonly helper: NotifyHelper;
  readonly files: { readonly trouble: string; readonly stuckFlush: string };
  readonly isBare: boolean;
}

function environmentOf({ ground, helper, files, isBare }: Surroundings): Readonly<Record<string, string>> {
  const preload = pathToFileURL(join(packageRoot(), "hil", "hang", "inside.mjs")).href;
  const patience = ground.patience * 1000;
  return {
    ...helper.environment(process.env["PATH"] ?? ""),
    NODE_OPTIONS: `--import=${preload}`,
    BORNE_TROUBLE: files.trouble,
    ...(isBare
      ? { BORNE_BARE_TIMER: String(Math.floor(patience / SIGNS)) }
      : { WATCHDOG_USEC: String(patience * 1000) }),
    ...(ground.stuckFlush === undefined ? {} : { LD_PRELOAD: ground.stuckFlush, BORNE_STUCK_FLUSH: files.stuckFlush }),
  };
}

/** The usual board, which reduces the current after seconds and not half a minute: long before anybody could start the agent again. */
function boardFile(directory: string): string {
  const text = readFileSync(join(packageRoot(), "config", "boards", "openevse-sdm630.json"), "utf8");
  const path = join(directory, "board.json");
  const usual = /"heartbeat": \{[^}]*\}/;
  writeFileSync(path, text.replace(usual, `"heartbeat": ${JSON.stringify(HEARTBEAT)}`));
  return path;
}

/** As the unit file has it. */
function restartSec() {
  const unit = readFileSync(join(packageRoot(), "config", "systemd", "borne.service"), "utf8");
  return seconds(Number(/^RestartSec=(\d+)$/m.exec(unit)?.[1] ?? Number.NaN));
}

function compiled(directory: string): string | undefined {
  const source = join(packageRoot(), "hil", "hang", "stuck-flush.c");
  const path = join(directory, "stuck-flush.so");
  const { status } = spawnSync("cc", ["-O1", "-shared", "-fPIC", "-o", path, source, "-ldl"], { stdio: "ignore" });
  return status === 0 ? path : undefined;
}

/** Who has ended in the meantime takes no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
}

function tell(text: string): void {
  process.stderr.write(`hangs: ${text}\n`);
}
