import type { EvseId } from "#hal/core/charging";
import type { Millis } from "#hal/core/units";
import type { RateUnit } from "#agent/domain/smart-charging/charging-profile";
import type { CompositeSchedule } from "#agent/domain/smart-charging/composite-schedule";

export interface ScheduleQuery {
  /** 0 is the station. */
  readonly evse: EvseId | 0;
  readonly duration: Millis;
  readonly unit: RateUnit;
}

/** What may be charged from now on, all limits taken together. */
export interface Schedules {
  /** Undefined for an outlet that does not exist. */
  composite(query: ScheduleQuery): CompositeSchedule | undefined;
}
