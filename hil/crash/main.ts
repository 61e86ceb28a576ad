import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type FailpointName, failpointNames } from "#hal/core/failpoint";
import { SeededRandom } from "#hal/core/random";
import { ScaledClock } from "#hal/host/scaled-clock";
import { SystemClock } from "#hal/host/system-clock";
import { packageRoot } from "#config/package-root";
import type { Violation } from "#hil/billing-oracle";
import { CrashStation, type CrashedStation, type Sabotage } from "#hil/crash/crash-station";
import { FailpointRota } from "#hil/crash/failpoint-rota";
import { Rehearsal } from "#simulator/rehearsal";

export interface CrashArguments {
  readonly kills: number;
  readonly seed: number;
}

const METER_START = 1_234_500;
const SPEED = 60;
/** So many deaths in one station's history; then it is judged and another one begins. */
const KILLS_PER_STATION = 25;
const CONTROL_KILLS = 8;
const sabotages: readonly Sabotage[] = ["wipedStore", "deletingOutbox"];
const KINDS = ["lost", "duplicated", "contradictory", "corrupt"] as const;

/** Deaths in a row leave little time: what is tried again is tried soon, and nobody's patience is at stake. */
const variables = {
  MessageTimeout: "120",
  AllowOfflineTxForUnknownId: "true",
  MeterValueSampleInterval: "20",
  TransactionMessageAttempts: "1000",
  TransactionMessageRetryInterval: "6",
  ConnectionTimeOut: "3600",
};

interface Bench {
  readonly seed: number;
  readonly rota: FailpointRota;
  readonly sabotage?: Sabotage;
}

/** `npm run crash`: what is wrong on standard error, one line of JSON last; resolves with the exit code. */
export async function crashCommand({ kills, seed }: CrashArguments): Promise<number> {
  const begun = new SystemClock().uptime();
  const { stations, broken } = await playAll(kills, seed);
  const killed = sum([...stations, ...broken.values()], ({ kills: count }) => count);
  const perSecond = (killed * 1000) / (new SystemClock().uptime() - begun);
  for (const [name, station] of broken) tell(`control ${name}: ${summary(station)}`);
  const control = {
    ...losses(broken),
    recordRemoved: Math.min(...stations.map(({ withoutARecord }) => countOf(withoutARecord, "lost"))),
  };
  const violations = stations.flatMap((station) => station.violations);
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, countOf(violations, kind)]));
  const hits = new Set<FailpointName>(stations.flatMap((station) => station.hits));
  const missed = failpointNames.filter((name) => !hits.has(name));
  const report = {
    runs: sum(stations, ({ kills: count }) => count),
    ...counts,
    stations: stations.length,
    sessions: sum(stations, ({ sessions }) => sessions),
    failpoints: { named: failpointNames.length, hit: hits.size, missed },
    killsPerSecond: Math.round(perSecond * 10) / 10,
    seed,
    control,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return violations.length === 0 && Object.values(control).every((lost) => lost > 0) ? 0 : 1;
}

interface Played {
  readonly stations: readonly CrashedStation[];
  readonly broken: ReadonlyMap<Sabotage, CrashedStation>;
}

/** One more at a time than there are cores: most of a life is waiting for lines and timers. */
async function playAll(kills: number, seed: number): Promise<Played> {
  const rota = new FailpointRota();
  const stations: CrashedStation[] = [];
  const broken = new Map<Sabotage, CrashedStation>();
  const work = [
    ...sabotages.map((sabotage) => async () => {
      broken.set(
        sabotage,
        await play(CONTROL_KILLS, { seed: seed * 10_000 + 9999, rota: new FailpointRota(), sabotage }),
      );
    }),
    ...lotsOf(kills).map((lot, index) => async () => {
      const station = await play(lot, { seed: seed * 10_000 + index, rota });
      stations.push(station);
      tell(`${String(stations.length)}/${String(lotsOf(kills).length)}: ${summary(station)}`);
    }),
  ];
  const worker = async () => {
    for (let task = work.shift(); task !== undefined; task = work.shift()) await task();
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  return { stations, broken };
}

function lotsOf(kills: number): readonly number[] {
  const count = Math.ceil(kills / KILLS_PER_STATION);
  return Array.from({ length: count }, (_none, lot) => Math.min(KILLS_PER_STATION, kills - lot * KILLS_PER_STATION));
}

/** What each broken variant loses; a harness that does not notice one of them notices nothing. */
function losses(broken: Played["broken"]): Readonly<Record<string, number>> {
  return Object.fromEntries([...broken].map(([sabotage, { violations }]) => [sabotage, countOf(violations, "lost")]));
}

async function play(kills: number, { seed, rota, sabotage }: Bench): Promise<CrashedStation> {
  const directory = mkdtempSync(join(tmpdir(), "borne-crash-"));
  const lineClock = new SystemClock();
  const scale = { speed: SPEED, anchor: lineClock.now() };
  const random = new SeededRandom(seed);
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
    variables: { ...variables, ...(sabotage === "deletingOutbox" ? { TransactionMessageAttempts: "1" } : {}) },
  });
  mkdirSync(join(directory, "store"), { mode: 0o700 });
  let isRight = false;
  try {
    await rehearsal.start();
    const options = { rehearsal, directory, lineClock, random, meterStart: METER_START, order, rota };
    const station = await new CrashStation({ ...options, ...(sabotage === undefined ? {} : { sabotage }) }).run(kills);
    isRight = sabotage !== undefined || station.violations.length === 0;
    return station;
  } finally {
    await rehearsal.stop();
    if (isRight) rmSync(directory, { recursive: true, force: true });
    else tell(`the evidence is kept in ${directory}`);
  }
}

function summary({ kills, sessions, hits, violations }: CrashedStation): string {
  const words = violations.map(({ kind, what }) => `${kind}: ${what}`).join("; ");
  return `${String(kills)} kills, ${String(hits.length)} at named places, ${String(sessions)} sessions, ${words === "" ? "holds" : words}`;
}

function countOf(violations: readonly Violation[], kind: Violation["kind"]): number {
  return violations.filter((violation) => violation.kind === kind).length;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function tell(text: string): void {
  process.stderr.write(`crash: ${text}\n`);
}
