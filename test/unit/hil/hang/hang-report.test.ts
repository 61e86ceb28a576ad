import { describe, expect, it } from "vitest";
import type { HangRound, HungStation } from "#hil/hang/hang-station";
import { LIMIT, reportOf, summaryOf } from "#hil/hang/hang-report";

const found: HangRound = { kind: "stopped", situation: "charging", detection: 4600, recovery: 8240, restart: 1900 };
const told: HangRound = { kind: "stuckLine", situation: "idle", detection: 4500, recovery: 5100, restart: undefined };
const missed: HangRound = { ...found, kind: "stoppedTimers", detection: undefined, recovery: undefined };
const lost = { kind: "lost", what: "a session" } as const;

function station(change: Partial<HungStation> = {}): HungStation {
  return {
    rounds: [found, told],
    falseAlarms: 0,
    sessions: 1,
    apart: { sessions: 0, deadLetters: 0, alarms: 0 },
    violations: [],
    withoutARecord: [lost],
    ...change,
  };
}

const bare = { rounds: [found, missed] };

describe("the report of the hangs", () => {
  it("R13 tells counts, the longest of each kind in seconds, and what the controls did", () => {
    const { holds, report } = reportOf([station(), station({ rounds: [{ ...found, detection: 4700 }] })], bare);
    expect(holds).toBe(true);
    expect(report).toEqual({
      runs: 3,
      lost: 0,
      duplicated: 0,
      contradictory: 0,
      corrupt: 0,
      late: 0,
      kinds: {
        stopped: { rounds: 2, detectionSeconds: 4.7, recoverySeconds: 8.2, restarted: 2 },
        stuckLine: { rounds: 1, detectionSeconds: 4.5, recoverySeconds: 5.1, restarted: 0 },
      },
      longestRestartSeconds: 1.9,
      stations: 2,
      sessions: 2,
      falseAlarms: 0,
      control: { bareTimerMissed: 1, recordRemoved: 1, missed: ["stoppedTimers"] },
    });
  });

  it.each([
    ["something is lost", [station({ violations: [lost] })], bare],
    ["a hang is never found", [station({ rounds: [missed] })], bare],
    ["a hang takes longer than a minute", [station({ rounds: [{ ...found, recovery: LIMIT + 1 }] })], bare],
    ["the timer finds all", [station()], { rounds: [found] }],
    ["the oracle does not miss a record", [station({ withoutARecord: [] })], bare],
    ["nobody charged", [station({ sessions: 0 })], bare],
  ])("R13 does not hold when %s", (_what, stations, control) => {
    expect(reportOf(stations, control).holds).toBe(false);
  });

  it("says of a station how each hang went", () => {
    expect(summaryOf(station({ rounds: [found, missed], violations: [lost] }))).toBe(
      "stopped charging 4.6/8.2, stoppedTimers charging never/never; 1 sessions, 0 false alarms, lost: a session",
    );
  });
});
