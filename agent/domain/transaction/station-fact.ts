import type { EvseId } from "#hal/core/charging";
import type { EpochMillis, WattHours } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { MeterSample } from "#agent/domain/metering/meter-sample";

/** Our own number of a transaction, made here and never used twice; the CSMS's number, where a version has one, is looked up when a message is encoded. */
export type TransactionId = string & { readonly transactionId: true };
export const transactionId = (text: string): TransactionId => text as TransactionId;

/** Why a transaction ended. */
export type StopCause =
  | "local"
  | "remote"
  | "evDisconnected"
  | "deauthorized"
  | "emergencyStop"
  | "powerLoss"
  | "reboot"
  | "softReset"
  | "hardReset"
  | "unlockCommand"
  | "other";

interface OfTransaction {
  readonly transactionId: TransactionId;
  readonly evse: EvseId;
  /** 0 for the start, then one more for each fact of the transaction, over restarts too. */
  readonly seqNo: number;
  /** When it happened, which may be long before it is sent. */
  readonly at: EpochMillis;
}

export interface TransactionStarted extends OfTransaction {
  readonly type: "transaction.started";
  readonly token: IdToken;
  readonly meterStart: WattHours;
  /** The reservation that it uses up. */
  readonly reservationId?: number;
}

export interface TransactionUpdated extends OfTransaction {
  readonly type: "transaction.updated";
  readonly samples: readonly MeterSample[];
}

export interface TransactionEnded extends OfTransaction {
  readonly type: "transaction.ended";
  readonly meterStop: WattHours;
  readonly cause: StopCause;
  /** The token that ended it, when one did. */
  readonly token?: IdToken;
  /** What the operator wants to have with the end, oldest first: from the first reading to the last. */
  readonly samples?: readonly MeterSample[];
}

export type TransactionFact = TransactionStarted | TransactionUpdated | TransactionEnded;

/** Values that belong to no transaction, or are told beside it. */
export interface MeterValuesTaken {
  readonly type: "meter.values";
  readonly evse: EvseId;
  readonly at: EpochMillis;
  /** The one that was running. Left out where values are queued: those of a transaction are its own facts. */
  readonly transactionId?: TransactionId;
  readonly samples: readonly MeterSample[];
}

/** What happened and must reach the CSMS, in no version's words. Stored before it is promised, deleted never before it is answered. */
export type StationFact = TransactionFact | MeterValuesTaken;
