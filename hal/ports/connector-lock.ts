import type { Listenable } from "#hal/core/signal";

/** Where the bolt is, by its feedback contact and never by the last command. */
export type LockPosition = "locked" | "unlocked";

/** The bolt that keeps a plug in the socket of an outlet. Outlets with a cable of their own have none. */
export interface ConnectorLock {
  position(): LockPosition;
  /** Every change of the position, also one that nobody asked for. */
  readonly changes: Listenable<LockPosition>;
  /** Resolves when the feedback shows the plug held; at once when it is. Rejects with AgentError `lock.*` when it does not within the time of the motor. */
  lock(): Promise<void>;
  /** The same for letting it go. The hardware does not have to know whether energy flows: the agent asks only when none can. */
  unlock(): Promise<void>;
}
