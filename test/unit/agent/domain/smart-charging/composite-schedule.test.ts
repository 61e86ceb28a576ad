import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { amperes, epochMillis, hours, millis, seconds } from "#hal/core/units";
import type { ChargingProfile, InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import {
  type CompositeContext,
  type CompositeSchedule,
  compositeSchedule,
  wholeTenths,
} from "#agent/domain/smart-charging/composite-schedule";
import { installProfile } from "#agent/domain/smart-charging/installed-profiles";
import { limitAt, nextChangeAt, type Outlet, transactionLimitAt } from "#agent/domain/smart-charging/limit-at";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { AROUND, installedProfile, outlet, RUNNING } from "#test/support/charging-profile-arbitraries";
import { naiveComposite } from "#test/support/naive-composite";

const profiles = fc.array(installedProfile, { maxLength: 7 });
/** As a station keeps them: never two with the same purpose and level at one place. */
const kept = profiles.map((drawn) => drawn.reduce<readonly InstalledProfile[]>(installProfile, []));
const wall: Outlet = {
  evse: evseId(1),
  phases: 3,
  ceiling: amperes(32),
  transaction: RUNNING,
  startedAt: epochMillis(AROUND - 600_000),
};

interface Question {
  readonly length?: number;
  readonly unit?: "A" | "W";
  readonly at?: Outlet;
  readonly context?: Partial<CompositeContext>;
  readonly evse?: number;
}

function ask(
  installed: readonly InstalledProfile[],
  { length = 3600, unit = "A", at = wall, context = {}, evse = 1 }: Question = {},
): CompositeSchedule {
  const query = { evse: evse === 0 ? (0 as const) : evseId(evse), from: AROUND, duration: seconds(length), unit };
  const schedule = compositeSchedule(installed, query, { outlets: [at], sharers: 1, maximumPeriods: 500, ...context });
  if (schedule === undefined) throw new TypeError("no schedule");
  return schedule;
}

/** [second, limit] pairs. */
function steps(schedule: CompositeSchedule): readonly (readonly [number, number])[] {
  return schedule.periods.map(({ start, limit }) => [start / 1000, limit] as const);
}

interface Draft {
  readonly id?: number;
  readonly level?: number;
  readonly evse?: number;
  readonly purpose?: ChargingProfile["purpose"];
  readonly kind?: ChargingProfile["kind"];
  readonly profile?: Partial<ChargingProfile>;
  readonly schedule?: Partial<ChargingProfile["schedule"]>;
}

/** Periods as [second, limit]; absolute from now on unless told. */
function draft(periods: readonly (readonly [number, number])[], more: Draft = {}): InstalledProfile {
  const { id = 1, level = 0, purpose = "txDefault", kind = "absolute" } = more;
  const evse = more.evse ?? (purpose === "stationMax" ? 0 : 1);
  return {
    evse: evse === 0 ? 0 : evseId(evse),
    profile: {
      id,
      stackLevel: level,
      purpose,
      kind,
      ...(purpose === "tx" ? { transaction: RUNNING } : {}),
      ...more.profile,
      schedule: {
        unit: "A",
        ...(kind === "relative" ? {} : { startsAt: AROUND }),
        periods: periods.map(([start, limit]) => ({ start: seconds(start), limit })),
        ...more.schedule,
      },
    },
  };
}

describe("9.7 the composite of random profiles", () => {
  it("9.5 9.6 9.7 9.9 is what a naive second implementation finds second by second", () => {
    fc.assert(
      fc.property(kept, outlet, fc.integer({ min: 1, max: 240 }), (installed, at, length) => {
        const schedule = ask(installed, { length, at });
        const naive = naiveComposite(installed, at, AROUND, length);
        for (let second = 0; second < length; second++) {
          const period = schedule.periods.findLast(({ start }) => start <= second * 1000);
          const expected = naive[second];
          expect(period?.limit).toBe(wholeTenths(expected?.amperes ?? Number.NaN));
          expect(period?.phases).toBe(expected?.phases);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("is found in leaps over weeks as well as second by second", () => {
    fc.assert(
      fc.property(
        kept,
        outlet,
        fc.array(fc.integer({ min: 0, max: 20 * 86_400 }), { maxLength: 20 }),
        (installed, at, looks) => {
          const schedule = ask(installed, { length: 20 * 86_400, at, context: { maximumPeriods: 100_000 } });
          for (const second of looks.filter((look) => look < 20 * 86_400)) {
            const [expected] = naiveComposite(installed, at, AROUND + second * 1000, 1);
            const period = schedule.periods.findLast(({ start }) => start <= second * 1000);
            expect(period?.limit).toBe(wholeTenths(expected?.amperes ?? Number.NaN));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("is never above a limit that applies", () => {
    fc.assert(
      fc.property(kept, outlet, fc.constantFrom<"A" | "W">("A", "W"), (installed, at, unit) => {
        for (const { start, limit, phases } of ask(installed, { at, unit }).periods) {
          const instant = epochMillis(AROUND + start);
          const perPhase = unit === "A" ? limit : limit / (230 * phases);
          const alone = installed.map((each) => limitAt([each], at, instant)?.current);
          const station = installed.flatMap((each, index) =>
            each.profile.purpose === "stationMax" ? [{ each, current: alone[index] }] : [],
          );
          const deciding = limitAt(
            station.map(({ each }) => each),
            at,
            instant,
          )?.current;
          const own = transactionLimitAt(installed, at, instant)?.current;
          for (const bound of [deciding, own, at.ceiling])
            if (bound !== undefined) expect(perPhase).toBeLessThanOrEqual(bound + 1e-6);
        }
      }),
    );
  });

  it("is the same when asked again, and when its own answer is installed as the only profile", () => {
    fc.assert(
      fc.property(kept, outlet, (installed, at) => {
        const first = ask(installed, { at, length: 1800 });
        expect(ask(installed, { at, length: 1800 })).toEqual(first);
        const again = draft([], {
          schedule: { periods: first.periods.map(({ start, limit, phases }) => ({ start, limit, phases })) },
        });
        expect(ask([again], { at, length: 1800 })).toEqual(first);
      }),
    );
  });

  it("never rises when one limit is lowered", () => {
    fc.assert(
      fc.property(kept, outlet, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (installed, at, pick, part) => {
        const chosen = installed[pick % Math.max(1, installed.length)];
        const lowered = installed.map((each) => (each === chosen ? scaled(each, part) : each));
        const before = ask(installed, { at, length: 900 });
        const after = ask(lowered, { at, length: 900 });
        for (let second = 0; second < 900; second++) {
          const limitOf = ({ periods }: CompositeSchedule) =>
            periods.findLast(({ start }) => start <= second * 1000)?.limit ?? Number.NaN;
          expect(limitOf(after)).toBeLessThanOrEqual(limitOf(before));
        }
      }),
    );
  });

  it("has a change announced before each of its changes", () => {
    fc.assert(
      fc.property(kept, outlet, (installed, at) => {
        const { periods } = ask(installed, { at, length: 86_400 });
        for (const { start } of periods.slice(1)) {
          const before = epochMillis(AROUND + start - 1000);
          const announced = nextChangeAt(installed, at, before) ?? Number.NaN;
          expect(announced).toBeLessThanOrEqual(AROUND + start);
        }
      }),
    );
  });
});

function scaled(each: InstalledProfile, part: number): InstalledProfile {
  const { schedule } = each.profile;
  const periods = schedule.periods.map((period) => ({ ...period, limit: period.limit * part }));
  return { ...each, profile: { ...each.profile, schedule: { ...schedule, periods } } };
}

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
