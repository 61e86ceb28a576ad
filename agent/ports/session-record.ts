import type { EvseId } from "#hal/core/charging";
import type { EpochMillis, WattHours } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { SessionClock } from "#agent/domain/transaction/continued-time";
import type { StopCause, TransactionId } from "#agent/domain/transaction/station-fact";

/** A reading that has been written down. */
export interface DurableReading {
  readonly energy: WattHours;
  readonly at: EpochMillis;
}

/** A transaction as the local history keeps it. */
export interface SessionRecord {
  readonly transactionId: TransactionId;
  readonly evse: EvseId;
  readonly token: IdToken;
  readonly startedAt: EpochMillis;
  readonly meterStart: WattHours;
  /** Serial number of the meter at the start, where the meter tells one. */
  readonly meterSerial?: string;
  /** The number of the next fact. */
  readonly nextSeqNo: number;
  /** The last reading that survives a power cut; what is billed when the meter cannot be asked. */
  readonly lastReading: DurableReading;
  /** By which clock its times go; absent in records of older programs. */
  readonly clock?: SessionClock;
  /** The end, absent while the transaction runs. */
  readonly ended?: { readonly at: EpochMillis; readonly meterStop: WattHours; readonly cause: StopCause };
  /** The CSMS's number; -1 when the start was given up (1.6). */
  readonly csmsNumber?: number;
}
