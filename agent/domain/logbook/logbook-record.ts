import type { EpochMillis } from "#hal/core/units";
import type { Doubt, EntryAuthor, LogbookEntry } from "#agent/domain/logbook/logbook-entry";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** What the logbook has of one charge. */
export interface LogbookRecord {
  readonly transactionId: TransactionId;
  /** It was asked for when the charge began. Without that it is an entry that somebody made of their own accord. */
  readonly isNeeded: boolean;
  readonly asksOdometer: boolean;
  readonly entry?: LogbookEntry;
}

/** One entry or correction, kept for good. */
export interface LogbookChange {
  readonly at: EpochMillis;
  readonly author: EntryAuthor;
  readonly entry: LogbookEntry;
  /** What was improbable about it and confirmed. */
  readonly overrode?: Doubt;
}

/** `waiting` while the charge runs, `missing` afterwards. */
export type LogbookState = "waiting" | "complete" | "missing";

export function logbookState({ entry, isNeeded }: LogbookRecord, isEnded: boolean): LogbookState | undefined {
  if (entry !== undefined) return "complete";
  if (!isNeeded) return undefined;
  return isEnded ? "missing" : "waiting";
}

export function isWaiting(record: LogbookRecord | undefined): boolean {
  return record?.isNeeded === true && record.entry === undefined;
}
