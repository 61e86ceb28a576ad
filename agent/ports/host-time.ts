/** Who vouches for the wall clock of the host: a time server that has set it, or the clock with a battery from which it was set at the start. */
export type HostTimeSource = "timeServer" | "battery";

/** What the host knows of its own clock. */
export interface HostTime {
  /** Undefined where nobody vouches for it. */
  source(): HostTimeSource | undefined;
}
