import type { SecurityEntry } from "#agent/domain/security/security-event";

/** The station's own record of what touched its security. Bounded: the oldest make room. */
export interface SecurityLog {
  /** Durable when it returns. */
  add(entry: SecurityEntry): void;
  /** Oldest first. */
  entries(): readonly SecurityEntry[];
}
