import type { FaultCode, FaultWords } from "#hal/core/charging";
import type { Listenable } from "#hal/core/signal";

/** A condition that holds (`active`) or has ended. */
export interface FaultChange {
  readonly code: FaultCode;
  readonly active: boolean;
  /** The device's own word for it, for the service engineer. */
  readonly detail?: string;
  /** For the codes `reported.*`, which say nothing by themselves. */
  readonly words?: FaultWords;
}

/** Conditions, not exceptions: raised once, cleared once, by the driver that sees them. */
export interface HardwareFaults {
  active(): readonly FaultCode[];
  readonly changes: Listenable<FaultChange>;
}
