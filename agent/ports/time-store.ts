import type { EpochMillis, Millis } from "#hal/core/units";

/** Wall time less uptime. It stays the same as long as nobody sets the clock. */
export type Lead = Millis;

/** What is known of the wall time of one boot of the machine. */
export interface BootTime {
  /** What was assumed. */
  readonly lead: Lead;
  /** What turned out to be right, once it was known. */
  readonly trueLead?: Lead;
}

/** What the station knows of time across restarts and power cuts. */
export interface TimeStore {
  /** The latest moment that is known to have passed: nothing can happen before it any more. Undefined in a new store. */
  latest(): EpochMillis | undefined;
  /** Notes that this moment has come; `vouched`, where the host is sure of its clock. */
  mark(at: EpochMillis, vouched: EpochMillis | undefined): void;
  /** The latest moment noted of which the host was sure. */
  vouched(): EpochMillis | undefined;
  boot(bootId: string): BootTime | undefined;
  /**
   * From now on stamps are made with an assumed time, until `learned`; `isVouched`, where a clock with a battery vouches for it, which somebody else
   * may still know better.
   */
  assume(bootId: string, lead: Lead, isVouched?: boolean): void;
  /** The time is known: every stamp of this boot that was made before is right from now on, wherever it is read. */
  learned(bootId: string, trueLead: Lead): void;
  /** From now on the store stamps with this clock what it stamps itself. */
  goBy(now: () => EpochMillis): void;
  /** Takes the lock that every commit takes, and gives it back; nothing is written. @throws AgentError `store.failed` */
  probe(): void;
}
