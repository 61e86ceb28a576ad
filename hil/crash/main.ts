import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { failpointNames } from "#hal/core/failpoint";
import { SeededRandom } from "#hal/core/random";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import { type CrashedStation, CrashStation, type Fate, type Sabotage } from "#hil/crash/crash-station";
import { livesOf, tourLots, tourStops, wordOf } from "#hil/crash/failpoint-tour";
import { countOf, countsOf, longestInSeconds, wordsOf } from "#hil/violation-tally";
import { Rehearsal } from "#simulator/rehearsal";

export interface CrashArguments {
  readonly kills: number;
  readonly seed: number;
}

const METER_START = 1_234_500;
const SPEED = 60;
/** So many deaths in one station's history; then it is judged and another one begins. */
const KILLS_PER_STATION = 25;
const TOUR_STATIONS = 4;
const CONTROL_KILLS = 8;
const sabotages: readonly Sabotage[] = ["wipedStore", "deletingOutbox"];
/** Every so many stations one gives up what the back end refuses twice, so that there are dead letters to judge. */
const IMPATIENT = 3;
const IMPATIENT_ATTEMPTS = 2;
const PATIENT = 1000;

/** Deaths in a row leave little time: what is tried again is tried soon, and nobody's patience is at stake. */
const variables = {
  MessageTimeout: "120",
  AllowOfflineTxForUnknownId: "true",
  MeterValueSampleInterval: "20",
  TransactionMessageAttempts: "1000",
  TransactionMessageRetryInterval: "6",
  ConnectionTimeOut: "3600",
};

interface Bench extends Fate {
  readonly seed: number;
  readonly attempts: number;
  readonly sabotage?: Sabotage;
}

/** `npm run crash`: what is wrong on standard error, one line of JSON last; resolves with the exit code. */
export async function crashCommand({ kills, seed }: CrashArguments): Promise<number> {
  const begun = new SystemClock().uptime();
  const { stations, broken } = await playAll(kills, seed);
  const killed = sum([...stations, ...broken.values()], ({ kills: count }) => count);
  const perSecond = (killed * 1000) / (new SystemClock().uptime() - begun);
  const control = {
    ...losses(broken),
    recordRemoved: Math.min(...stations.map(({ withoutARecord }) => countOf(withoutARecord, "lost"))),
  };
  const violations = stations.flatMap((station) => station.violations);
  const tour = coverage(stations, isLong(kills));
  const report = {
    runs: sum(stations, ({ kills: count }) => count),
    ...countsOf(violations),
    stations: stations.length,
    sessions: sum(stations, ({ sessions }) => sessions),
    apart: {
      sessions: sum(stations, ({ apart }) => apart.sessions),
      deadLetters: sum(stations, ({ apart }) => apart.deadLetters),
      alarms: sum(stations, ({ apart }) => apart.alarms),
    },
    failpoints: tour,
    diedByThemselves: sum(stations, ({ hits }) => hits),
    longestRestartSeconds: longestInSeconds(stations.map(({ restart }) => restart)),
    longestOpenSeconds: longestInSeconds(stations.map(({ open }) => open)),
    killsPerSecond: Math.round(perSecond * 10) / 10,
    seed,
    control,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  const isBiting = Object.values(control).every((lost) => lost > 0);
  return violations.length === 0 && tour.missed.length === 0 && isBiting ? 0 : 1;
}

/** Whether there are enough lives to pass every place in every state. */
function isLong(kills: number): boolean {
  return kills >= 2 * livesOf(tourStops);
}

/** What was visited of the tour; a short run makes none. */
function coverage(stations: readonly CrashedStation[], isTour: boolean) {
  const visited = new Set(stations.flatMap((station) => station.visited));
  const stops = isTour ? tourStops : [];
  for (const stop of stops) tell(`${visited.has(stop) ? "died at" : "NEVER PASSED"} ${wordOf(stop)}`);
  const missed = stops.filter((stop) => !visited.has(stop)).map(wordOf);
  return { named: failpointNames.length, stops: stops.length, visited: visited.size, missed };
}

interface Played {
  readonly stations: readonly CrashedStation[];
  readonly broken: ReadonlyMap<Sabotage, CrashedStation>;
}

/** Twice as many at a time as there are cores: most of a life is waiting for lines and timers. */
async function playAll(kills: number, seed: number): Promise<Played> {
  const stations: CrashedStation[] = [];
  const broken = new Map<Sabotage, CrashedStation>();
  const fates = fatesOf(kills);
  const work = [
    ...sabotages.map((sabotage) => async () => {
      const fate = { stops: [], kills: CONTROL_KILLS, seed: seed * 10_000 + 9999 };
      const station = await play({ ...fate, sabotage, attempts: sabotage === "deletingOutbox" ? 1 : PATIENT });
      broken.set(sabotage, station);
      tell(`control ${sabotage}: ${summary(station)}`);
    }),
    ...fates.map((fate, index) => async () => {
      const attempts = fate.stops.length === 0 && index % IMPATIENT === IMPATIENT - 1 ? IMPATIENT_ATTEMPTS : PATIENT;
      const station = await play({ ...fate, seed: seed * 10_000 + index, attempts });
      stations.push(station);
      tell(`${String(stations.length)}/${String(fates.length)}: ${summary(station)}`);
    }),
  ];
  const worker = async () => {
    for (let task = work.shift(); task !== undefined; task = work.shift()) await task();
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, worker));
  return { stations, broken };
}

function fatesOf(kills: number): readonly Fate[] {
  const tours = isLong(kills) ? tourLots(TOUR_STATIONS).map((stops) => ({ stops, kills: 0 })) : [];
  const left = kills - (isLong(kills) ? livesOf(tourStops) : 0);
  const lots = Array.from({ length: Math.ceil(left / KILLS_PER_STATION) }, (_none, lot) => ({
    stops: [],
    kills: Math.min(KILLS_PER_STATION, left - lot * KILLS_PER_STATION),
  }));
  return [...tours, ...lots];
}

/** What each broken variant loses; a harness that does not notice one of them notices nothing. */
function losses(broken: Played["broken"]): Readonly<Record<string, number>> {
  return Object.fromEntries([...broken].map(([sabotage, { violations }]) => [sabotage, countOf(violations, "lost")]));
}

async function play({ stops, kills, seed, attempts, sabotage }: Bench): Promise<CrashedStation> {
  const directory = mkdtempSync(join(tmpdir(), "borne-crash-"));
  const lineClock = new SystemClock();
  const scale = { speed: SPEED, anchor: lineClock.now() };
  const random = new SeededRandom(seed);
  const moods = attempts === IMPATIENT_ATTEMPTS ? 4 : 1;
  const order: { failpoint: string | undefined } = { failpoint: undefined };
  const rehearsal = new Rehearsal({
    directory,
    clock: new ScaledClock(lineClock, scale),
    lineClock,
    scale,
    random,
    command: join(packageRoot(), "bin", "borne.mjs"),
    execPath: process.execPath,
    // Read anew for each process.
    environment: {
      ...process.env,
      get BORNE_FAILPOINT() {
        return order.failpoint;
      },
    },
    logLevel: "warn",
    meterStart: METER_START,
    variables: { ...variables, TransactionMessageAttempts: String(attempts) },
  });
  mkdirSync(join(directory, "store"), { mode: 0o700 });
  let isRight = false;
  try {
    await rehearsal.start();
    const isPatient = attempts === PATIENT;
    const options = { rehearsal, directory, lineClock, random, meterStart: METER_START, moods, order, isPatient };
    const subject = new CrashStation({ ...options, ...(sabotage === undefined ? {} : { sabotage }) });
    const station = await subject.run({ stops, kills });
    isRight = sabotage !== undefined || station.violations.length === 0;
    return station;
  } finally {
    await rehearsal.stop();
    if (isRight) rmSync(directory, { recursive: true, force: true });
    else tell(`the evidence is kept in ${directory}`);
  }
}

function summary({ kills, sessions, hits, apart, violations }: CrashedStation): string {
  return `${String(kills)} kills, ${String(hits)} at named places, ${String(sessions)} sessions, ${String(apart.sessions)} apart, ${wordsOf(violations)}`;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function tell(text: string): void {
  process.stderr.write(`crash: ${text}\n`);
}
