import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { amperes, epochMillis, hours, millis, seconds } from "#hal/core/units";
import { compositeSchedule } from "#agent/domain/smart-charging/composite-schedule";
import type { Outlet } from "#agent/domain/smart-charging/limit-at";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { AROUND } from "#test/support/charging-profile-arbitraries";
import { ask, draft, steps, wall } from "#test/support/composite-questions";

describe("the composite of a few profiles", () => {
  it("9.7 without any profile is what the hardware allows", () => {
    expect(ask([]).periods).toEqual([{ start: 0, limit: 32, phases: 3 }]);
  });

  it("9.5 a higher level without a period at that time lets the lower one through", () => {
    const low = draft([[0, 10]], { id: 1 });
    const high = draft([[0, 20]], { id: 2, level: 1, schedule: { duration: seconds(60) } });
    expect(steps(ask([low, high]))).toEqual([
      [0, 20],
      [60, 10],
    ]);
  });

  it("9.5 counts only between validFrom and validTo", () => {
    const profile = draft([[0, 10]], {
      profile: { validFrom: epochMillis(AROUND + 60_000), validTo: epochMillis(AROUND + 120_000) },
    });
    expect(steps(ask([profile]))).toEqual([
      [0, 32],
      [60, 10],
      [120, 32],
    ]);
  });

  it("9.6 an absolute schedule that began in the past goes on where it should be by now", () => {
    const profile = draft(
      [
        [0, 6],
        [600, 10],
        [1200, 16],
      ],
      { schedule: { startsAt: epochMillis(AROUND - 900_000) } },
    );
    expect(steps(ask([profile]))).toEqual([
      [0, 10],
      [300, 16],
    ]);
  });

  it("9.6 an absolute schedule says nothing before its start", () => {
    const profile = draft([[0, 6]], { schedule: { startsAt: epochMillis(AROUND + 90_000) } });
    expect(steps(ask([profile]))).toEqual([
      [0, 32],
      [90, 6],
    ]);
  });

  it("9.6 a relative schedule counts from the start of the transaction", () => {
    const profile = draft(
      [
        [0, 6],
        [660, 16],
      ],
      { kind: "relative" },
    );
    expect(steps(ask([profile]))).toEqual([
      [0, 6],
      [60, 16],
    ]);
  });

  it("9.6 a daily schedule comes again each day, and its last period ends with the day", () => {
    const profile = draft(
      [
        [0, 6],
        [3600, 16],
        [90_000, 1],
      ],
      { kind: "recurring", profile: { recurrency: "daily" } },
    );
    expect(steps(ask([profile], { length: 2 * 86_400 }))).toEqual([
      [0, 6],
      [3600, 16],
      [86_400, 6],
      [90_000, 16],
    ]);
  });

  it("9.6 a daily schedule with a duration leaves a gap until the next day", () => {
    const profile = draft([[0, 6]], {
      kind: "recurring",
      profile: { recurrency: "daily" },
      schedule: { duration: hours(8), startsAt: epochMillis(AROUND - 10 * 86_400_000) },
    });
    expect(steps(ask([profile], { length: 86_400 + 60 }))).toEqual([
      [0, 6],
      [8 * 3600, 32],
      [86_400, 6],
    ]);
  });

  it("9.6 a weekly schedule comes again on the same day of the week", () => {
    const profile = draft(
      [
        [0, 6],
        [86_400, 16],
      ],
      { kind: "recurring", profile: { recurrency: "weekly" } },
    );
    expect(steps(ask([profile], { length: 8 * 86_400 }))).toEqual([
      [0, 6],
      [86_400, 16],
      [7 * 86_400, 6],
    ]);
  });

  it("9.7 a transaction's own profile takes the place of the default only while it says something", () => {
    const fallback = draft([[0, 10]], { id: 1 });
    const own = draft([[0, 20]], { id: 2, purpose: "tx", schedule: { duration: seconds(30) } });
    expect(steps(ask([fallback, own]))).toEqual([
      [0, 20],
      [30, 10],
    ]);
  });

  it("9.7 the profile of another transaction means nothing", () => {
    const other = draft([[0, 6]], { purpose: "tx", profile: { transaction: transactionId("gone") } });
    expect(steps(ask([other]))).toEqual([[0, 32]]);
  });

  it("9.3 the default of an outlet comes before the default of all, whatever their levels", () => {
    const all = draft([[0, 6]], { id: 1, evse: 0, level: 5 });
    const here = draft([[0, 20]], { id: 2, evse: 1, level: 0 });
    expect(steps(ask([all, here]))).toEqual([[0, 20]]);
    expect(steps(ask([all]))).toEqual([[0, 6]]);
  });

  it("9.8 outlets that charge at the same time share what the station may", () => {
    const whole = draft([[0, 32]], { purpose: "stationMax" });
    expect(steps(ask([whole], { context: { sharers: 2 } }))).toEqual([[0, 16]]);
  });

  it("9.10 connector 0 is what all outlets together may draw", () => {
    const second: Outlet = { ...wall, evse: evseId(2), ceiling: amperes(16) };
    const outlets = [wall, second];
    const each = draft([[0, 10]], { evse: 1 });
    const whole = draft([[0, 20]], { id: 2, purpose: "stationMax", schedule: { duration: seconds(60) } });
    expect(steps(ask([each], { evse: 0, context: { outlets } }))).toEqual([[0, 26]]);
    expect(steps(ask([each, whole], { evse: 0, context: { outlets } }))).toEqual([
      [0, 20],
      [60, 26],
    ]);
  });

  it("9.9 watts are the total over the phases, with one decimal rounded down", () => {
    const profile = draft([[0, 7000]], { schedule: { unit: "W" } });
    expect(ask([profile]).periods).toEqual([{ start: 0, limit: 10.1, phases: 3 }]);
    expect(ask([profile], { unit: "W" }).periods).toEqual([{ start: 0, limit: 7000, phases: 3 }]);
    const onePhase = { ...wall, phases: 1 as const };
    expect(ask([profile], { at: onePhase }).periods).toEqual([{ start: 0, limit: 30.4, phases: 1 }]);
  });

  it("9.9 a number of phases below the wired one is told and the limit per phase used as given", () => {
    const periods = [{ start: millis(0), limit: 16, phases: 1 }];
    const profile = draft([], { schedule: { periods } });
    expect(ask([profile]).periods).toEqual([{ start: 0, limit: 16, phases: 1 }]);
    expect(ask([profile], { unit: "W" }).periods).toEqual([{ start: 0, limit: 3680, phases: 1 }]);
  });

  it("9.9 more phases than are wired do not scale the limit", () => {
    const periods = [{ start: millis(0), limit: 16, phases: 3 }];
    const profile = draft([], { schedule: { periods } });
    expect(ask([profile], { at: { ...wall, phases: 1 } }).periods).toEqual([{ start: 0, limit: 16, phases: 1 }]);
  });

  it("9.16 pauses where less is allowed than is worth charging with", () => {
    const profile = draft(
      [
        [0, 8],
        [60, 9],
      ],
      { schedule: { minimumRate: 8.1 } },
    );
    expect(steps(ask([profile]))).toEqual([
      [0, 0],
      [60, 9],
    ]);
  });

  it("9.10 merges equal neighbours and ends with the duration asked for", () => {
    const profile = draft([
      [0, 16],
      [10, 16],
      [20, 10],
      [100, 6],
    ]);
    const schedule = ask([profile], { length: 100 });
    expect(steps(schedule)).toEqual([
      [0, 16],
      [20, 10],
    ]);
    expect(schedule.duration).toBe(seconds(100));
  });

  it("9.10 is cut short where it would have more periods than anybody can take, and says so", () => {
    const profile = draft(
      [
        [0, 16],
        [3600, 10],
      ],
      { kind: "recurring", profile: { recurrency: "daily" } },
    );
    const schedule = ask([profile], { length: 365 * 86_400, context: { maximumPeriods: 4 } });
    expect(schedule.periods).toHaveLength(4);
    expect(schedule.duration).toBe(seconds(2 * 86_400));
  });

  it("9.10 knows nothing of an outlet that does not exist", () => {
    const query = { evse: evseId(9), from: AROUND, duration: seconds(1), unit: "A" as const };
    expect(compositeSchedule([], query, { outlets: [wall], sharers: 1, maximumPeriods: 1 })).toBeUndefined();
  });
});
