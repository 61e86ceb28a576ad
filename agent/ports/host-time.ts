/** What the host knows of its own clock. */
export interface HostTime {
  /** Somebody vouches for the wall clock: a time server, or a clock with a battery from which it was set. */
  isTrusted(): boolean;
}
