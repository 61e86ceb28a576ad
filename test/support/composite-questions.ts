import { evseId } from "#hal/core/charging";
import { amperes, epochMillis, seconds } from "#hal/core/units";
import type { ChargingProfile, InstalledProfile } from "#agent/domain/smart-charging/charging-profile";
import {
  type CompositeContext,
  type CompositeSchedule,
  compositeSchedule,
} from "#agent/domain/smart-charging/composite-schedule";
import type { Outlet } from "#agent/domain/smart-charging/limit-at";
import { AROUND, RUNNING } from "#test/support/charging-profile-arbitraries";

/** Three phases and 32 A; its transaction began ten minutes ago. */
export const wall: Outlet = {
  evse: evseId(1),
  phases: 3,
  ceiling: amperes(32),
  transaction: RUNNING,
  startedAt: epochMillis(AROUND - 600_000),
};

export interface Question {
  readonly length?: number;
  readonly unit?: "A" | "W";
  readonly at?: Outlet;
  readonly context?: Partial<CompositeContext>;
  readonly evse?: number;
}

/** The composite from now on. */
export function ask(
  installed: readonly InstalledProfile[],
  { length = 3600, unit = "A", at = wall, context = {}, evse = 1 }: Question = {},
): CompositeSchedule {
  const query = { evse: evse === 0 ? (0 as const) : evseId(evse), from: AROUND, duration: seconds(length), unit };
  const schedule = compositeSchedule(installed, query, { outlets: [at], sharers: 1, maximumPeriods: 500, ...context });
  if (schedule === undefined) throw new TypeError("no schedule");
  return schedule;
}

/** [second, limit] pairs. */
export function steps(schedule: CompositeSchedule): readonly (readonly [number, number])[] {
  return schedule.periods.map(({ start, limit }) => [start / 1000, limit] as const);
}

export interface Draft {
  readonly id?: number;
  readonly level?: number;
  readonly evse?: number;
  readonly purpose?: ChargingProfile["purpose"];
  readonly kind?: ChargingProfile["kind"];
  readonly profile?: Partial<ChargingProfile>;
  readonly schedule?: Partial<ChargingProfile["schedule"]>;
}

/** Periods as [second, limit]; absolute from now on unless told. */
export function draft(periods: readonly (readonly [number, number])[], more: Draft = {}): InstalledProfile {
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
