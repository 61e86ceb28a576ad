import type { StationFact, TransactionFact } from "#agent/domain/transaction/station-fact";
import type { SessionRecord } from "#agent/ports/session-record";
import type { UnbilledEnergy } from "#agent/ports/station-store";

/**
 * How much of what is written a power cut may take.
 *
 * - `A`: nothing. On disk with a full flush, in two places, before anybody acts on it: start and end of a transaction with their readings
 *   and labels, what the back end answered to them, energy on no bill, tokens, notices, settings, states of updates.
 * - `B`: the last minute. Values in between, that they were delivered, and the curve of a session: together with the next of class A, and at the latest when the
 *   reading on disk is about to be a minute old. Order and numbers are those of class A.
 * - `C`: everything. It is only in memory: what a page shows, live readings, attempts at facts of class B.
 */
export type StorageClass = "A" | "B" | "C";

/** Of a change to a session that is on disk already. */
export function storageClassOf(change: {
  readonly session: SessionRecord;
  readonly facts: readonly TransactionFact[];
  readonly unbilled?: UnbilledEnergy;
}): StorageClass {
  const isFinal = change.session.ended !== undefined || change.unbilled !== undefined;
  return isFinal || change.facts.some((fact) => classOfFact(fact) === "A") ? "A" : "B";
}

/** Values can be taken again or done without; starts and ends cannot. */
export function classOfFact({ type }: StationFact): StorageClass {
  return type === "transaction.updated" || type === "meter.values" ? "B" : "A";
}
