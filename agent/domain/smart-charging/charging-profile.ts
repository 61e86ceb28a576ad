import type { EvseId } from "#hal/core/charging";
import type { EpochMillis, Millis } from "#hal/core/units";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** What a profile limits: the station as a whole, every transaction that has nothing of its own, or one transaction. */
export type ProfilePurpose = "stationMax" | "txDefault" | "tx";

/** Amperes are per phase, watts are the total. */
export type RateUnit = "A" | "W";

export type Recurrency = "daily" | "weekly";

export interface SchedulePeriod {
  /** From the start of the schedule. Holds until the next period begins. */
  readonly start: Millis;
  /** In the schedule's unit. */
  readonly limit: number;
  /** How many phases the limit is meant for; absent: as many as the outlet has. */
  readonly phases?: number;
}

export interface ChargingSchedule {
  readonly unit: RateUnit;
  /** The schedule gives nothing after it; absent: its last period holds on. */
  readonly duration?: Millis;
  /** For the absolute and the recurring kind. */
  readonly startsAt?: EpochMillis;
  /** In rising order, the first at 0. */
  readonly periods: readonly SchedulePeriod[];
  /** In the schedule's unit. A hint: charging with less is inefficient, better pause. */
  readonly minimumRate?: number;
}

/** What the back end asks of the current over time. In our words and the shape of OCPP 2.x; 1.6 has the same under other names. */
export interface ChargingProfile {
  readonly id: number;
  /** Of several profiles of a purpose the highest one that says something decides. */
  readonly stackLevel: number;
  readonly purpose: ProfilePurpose;
  /** Relative: counted from the start of the transaction. */
  readonly kind: "absolute" | "recurring" | "relative";
  readonly recurrency?: Recurrency;
  readonly validFrom?: EpochMillis;
  /** From then on it is not valid any more. */
  readonly validTo?: EpochMillis;
  /** For purpose "tx": the transaction that it lives and dies with. */
  readonly transaction?: TransactionId;
  readonly schedule: ChargingSchedule;
}

export interface InstalledProfile {
  /** 0: the station, or every outlet of it. */
  readonly evse: EvseId | 0;
  readonly profile: ChargingProfile;
}
