import type { Listenable } from "#hal/core/signal";

/** Why the agent wants its process to end. */
export type EndWish = { readonly kind: "restart" } | { readonly kind: "storageFailed"; readonly error: unknown };

/** A running charge point as an object; any number of them fit into one process. */
export interface Agent {
  start(): Promise<void>;
  /** Contactors open, transactions ended and on disk, connections closed, no timer left. */
  stop(): Promise<void>;
  /** Ends a wait for the next connection to the back end. */
  reconnect(): void;
  /** Plain JSON for pages and tests. */
  status(): object;
  readonly changes: Listenable<undefined>;
  /** The process should end; the agent goes on until it is stopped. */
  readonly endWishes: Listenable<EndWish>;
}
