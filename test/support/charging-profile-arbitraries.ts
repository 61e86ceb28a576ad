import fc from "fast-check";
import { evseId } from "#hal/core/charging";
import { amperes, epochMillis, seconds } from "#hal/core/units";
import type { ChargingProfile, InstalledProfile, SchedulePeriod } from "#agent/domain/smart-charging/charging-profile";
import type { Outlet } from "#agent/domain/smart-charging/limit-at";
import { transactionId } from "#agent/domain/transaction/station-fact";

/** Everything happens around this instant, so that what is random meets. */
export const AROUND = epochMillis(Date.UTC(2026, 2, 1, 6));
export const RUNNING = transactionId("running");

const near = (span: number) =>
  fc.integer({ min: -span, max: span }).map((offset) => epochMillis(AROUND + offset * 1000));
/** A minute around now, or an hour, a day, some weeks. */
const instant = fc.oneof(near(60), near(60), near(3600), near(26 * 3600), near(20 * 86_400));
const tenths = fc.integer({ min: 0, max: 400 }).map((value) => value / 10);

const periods: fc.Arbitrary<readonly SchedulePeriod[]> = fc
  .array(
    fc.record(
      {
        gap: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 90_000 })),
        limit: tenths,
        phases: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: ["gap", "limit"] },
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((drawn) => {
    let start = 0;
    return drawn.map(({ gap, ...rest }, index) => {
      start += index === 0 ? 0 : gap;
      return { ...rest, start: seconds(start) };
    });
  });

const duration = fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 8 * 86_400 })).map(seconds);

/** Well formed, as `checkProfile` lets them through. */
export const installedProfile: fc.Arbitrary<InstalledProfile> = fc
  .record({
    id: fc.integer({ min: 1, max: 1000 }),
    stackLevel: fc.integer({ min: 0, max: 3 }),
    purpose: fc.constantFrom<ChargingProfile["purpose"]>("stationMax", "txDefault", "tx"),
    kind: fc.constantFrom<ChargingProfile["kind"]>("absolute", "recurring", "relative"),
    recurrency: fc.constantFrom<"daily" | "weekly">("daily", "weekly"),
    validity: fc.record({ validFrom: instant, validTo: instant }, { requiredKeys: [] }),
    isOther: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
    isEverywhere: fc.boolean(),
    unit: fc.constantFrom<"A" | "W">("A", "W"),
    length: fc.record({ duration }, { requiredKeys: [] }),
    startsAt: instant,
    periods,
    minimumRate: fc.option(fc.constantFrom(6, 8.1, 12), { nil: undefined }),
  })
  .map((draw) => {
    const { purpose } = draw;
    const kind = purpose === "stationMax" && draw.kind === "relative" ? "absolute" : draw.kind;
    const scale = draw.unit === "W" ? 500 : 1;
    const profile: ChargingProfile = {
      id: draw.id,
      stackLevel: draw.stackLevel,
      purpose,
      kind,
      ...(kind === "recurring" ? { recurrency: draw.recurrency } : {}),
      ...draw.validity,
      ...(purpose === "tx" ? { transaction: draw.isOther ? transactionId("other") : RUNNING } : {}),
      schedule: {
        unit: draw.unit,
        ...draw.length,
        ...(kind === "relative" ? {} : { startsAt: draw.startsAt }),
        periods: draw.periods.map((period) => ({ ...period, limit: period.limit * scale })),
        ...(draw.minimumRate === undefined ? {} : { minimumRate: draw.minimumRate * scale }),
      },
    };
    const isEverywhere = purpose === "stationMax" || (purpose === "txDefault" && draw.isEverywhere);
    return { evse: isEverywhere ? 0 : evseId(draw.isOther ? 2 : 1), profile };
  });

export const outlet: fc.Arbitrary<Outlet> = fc
  .record({
    phases: fc.constantFrom<1 | 3>(1, 3),
    ceiling: fc.constantFrom(16, 32),
    begun: fc.integer({ max: 7200, min: 0 }),
  })
  .map(({ phases, ceiling, begun }) => ({
    evse: evseId(1),
    phases,
    ceiling: amperes(ceiling),
    transaction: RUNNING,
    startedAt: epochMillis(AROUND - begun * 1000),
  }));
