import { seconds } from "#hal/core/units";
import { type HangName, hangNames } from "#hil/hang/hang-kinds";
import type { HangRound, HungStation } from "#hil/hang/hang-station";
import { countOf, countsOf, longestInSeconds, wordsOf } from "#hil/violation-tally";

/** What has to be over within a minute, as goal R13 has it. */
export const LIMIT = seconds(60);

/**
 * What is told at the end, and whether it is as it must be: nothing lost, every hang over in time, and the broken variants found out.
 *
 * @param bare a station whose watchdog is a mere timer
 */
export function reportOf(stations: readonly HungStation[], bare: Pick<HungStation, "rounds">) {
  const violations = stations.flatMap((station) => station.violations);
  const all = stations.flatMap(({ rounds }) => rounds);
  const missed = bare.rounds.filter(({ detection }) => detection === undefined).map(({ kind }) => kind);
  const charging = stations.filter(({ sessions }) => sessions > 0);
  const control = {
    bareTimerMissed: missed.length,
    recordRemoved: Math.min(...charging.map(({ withoutARecord }) => countOf(withoutARecord, "lost"))),
  };
  const late = all.filter(({ recovery }) => recovery === undefined || recovery > LIMIT).length;
  const report = {
    runs: all.length,
    ...countsOf(violations),
    late,
    kinds: Object.fromEntries(playedOf(all).map((kind) => [kind, figuresOf(kind, all)])),
    longestRestartSeconds: longestInSeconds(all.flatMap(({ restart }) => restart ?? [])),
    stations: stations.length,
    sessions: sum(stations.map(({ sessions }) => sessions)),
    falseAlarms: sum(stations.map(({ falseAlarms }) => falseAlarms)),
    control: { ...control, missed },
  };
  const isBiting = Object.values(control).every((found) => found > 0 && Number.isFinite(found));
  return { report, holds: violations.length === 0 && late === 0 && isBiting };
}

function playedOf(all: readonly HangRound[]): readonly HangName[] {
  return hangNames().filter((name) => all.some(({ kind }) => kind === name));
}

function figuresOf(kind: HangName, all: readonly HangRound[]) {
  const rounds = all.filter((round) => round.kind === kind);
  return {
    rounds: rounds.length,
    detectionSeconds: longestInSeconds(rounds.flatMap(({ detection }) => detection ?? [])),
    recoverySeconds: longestInSeconds(rounds.flatMap(({ recovery }) => recovery ?? [])),
    restarted: rounds.filter(({ restart }) => restart !== undefined).length,
  };
}

/** One station in a line, for whoever waits. */
export function summaryOf({ rounds, sessions, violations, falseAlarms }: HungStation): string {
  const hangs = rounds.map(({ kind, situation, detection, recovery }) => {
    const [found, over] = [detection, recovery].map((time) =>
      time === undefined ? "never" : longestInSeconds([time]),
    );
    return `${kind} ${situation} ${String(found)}/${String(over)}`;
  });
  return `${hangs.join(", ")}; ${String(sessions)} sessions, ${String(falseAlarms)} false alarms, ${wordsOf(violations)}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
