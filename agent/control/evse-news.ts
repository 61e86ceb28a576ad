import type { StationFact } from "#agent/domain/transaction/station-fact";

/** What others hear of an outlet. */
export type EvseNews =
  | { readonly type: "changed" }
  | { readonly type: "fact"; readonly fact: StationFact }
  | { readonly type: "token.turned-away" };
