import type { EvseId } from "#hal/core/charging";
import type { TransactionCost } from "#agent/domain/cost/outlet-cost";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** What transactions cost, beside their sessions. When a cable came out is told by what is known of the time by now. */
export interface CostStore {
  /** Takes the place of what was there. Durable when it returns. The session must be there. */
  put(cost: TransactionCost): void;
  find(id: TransactionId): TransactionCost | undefined;
  /** Of the newest session of an outlet; undefined when nothing is known of that one. */
  latest(evse: EvseId): TransactionCost | undefined;
  /** With an `unpluggedAt` that has not been told, oldest first. */
  untold(): readonly TransactionCost[];
}
