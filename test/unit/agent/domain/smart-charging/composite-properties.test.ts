import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import type { InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import { type CompositeSchedule, wholeTenths } from "#agent/domain/smart-charging/composite-schedule";
import { installProfile } from "#agent/domain/smart-charging/installed-profiles";
import { limitAt, nextChangeAt, transactionLimitAt } from "#agent/domain/smart-charging/limit-at";
import { AROUND, installedProfile, outlet } from "#test/support/charging-profile-arbitraries";
import { ask, draft } from "#test/support/composite-questions";
import { naiveComposite } from "#test/support/naive-composite";

const profiles = fc.array(installedProfile, { maxLength: 7 });
/** As a station keeps them: never two with the same purpose and level at one place. */
const kept = profiles.map((drawn) => drawn.reduce<readonly InstalledProfile[]>(installProfile, []));
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
