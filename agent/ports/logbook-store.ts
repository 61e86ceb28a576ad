import type { EpochMillis } from "#hal/core/units";
import type { Neighbours } from "#agent/domain/logbook/logbook-entry";
import type { LogbookChange, LogbookRecord } from "#agent/domain/logbook/logbook-record";
import type { Plate } from "#agent/domain/logbook/plate";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** A record of which the back end does not know the newest state. */
export interface UntoldRecord {
  readonly record: LogbookRecord;
  /** Of the record; rises with each change. */
  readonly revision: number;
}

/** Odometer and plate of charges, kept for good like the sessions that they belong to. Durable when a call returns. */
export interface LogbookStore {
  find(id: TransactionId): LogbookRecord | undefined;
  /** Puts down that an entry is needed; one that is there stays. The session must be there. */
  expect(record: Omit<LogbookRecord, "entry">): void;
  /** Puts an entry in the place of the one before, and beside it who said so, in one commit. */
  enter(record: LogbookRecord, change: LogbookChange): void;
  /** Oldest first. */
  changes(id: TransactionId): readonly LogbookChange[];
  /** What the same plate had at its charges that began before and after `at`; `id` is not looked at. */
  neighbours(plate: Plate, at: EpochMillis, id: TransactionId): Neighbours;
  /** Oldest first, at most `limit`. */
  untold(limit: number): readonly UntoldRecord[];
  /** The back end knows that revision. `isOpen`: as one of a charge that still ran and had no entry, so that its end is one more thing to tell. */
  told(id: TransactionId, revision: number, isOpen: boolean): void;
}
