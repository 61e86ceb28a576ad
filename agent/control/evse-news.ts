import type { TransactionFact } from "#agent/domain/transaction/station-fact";

/** What others hear of an outlet. */
export type EvseNews =
  | { readonly type: "changed" }
  | { readonly type: "fact"; readonly fact: TransactionFact }
  | { readonly type: "token.turned-away" };
