import type { TransactionFact } from "#agent/domain/transaction/station-fact";

/** What others hear of an outlet. */
export type EvseNews =
  | { readonly type: "changed" }
  | { readonly type: "fact"; readonly fact: TransactionFact }
  | { readonly type: "reservation.ended"; readonly id: number; readonly why: string }
  | { readonly type: "token.turned-away" };
