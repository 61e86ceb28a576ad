import type { EpochMillis } from "#hal/core/units";

/** What is put down for people to read later. An alarm wants somebody to come, a warning somebody to look. */
export const eventSeverities = ["info", "warning", "alarm"] as const;
export type EventSeverity = (typeof eventSeverities)[number];

export const eventCodes = [
  "fault.raised",
  "fault.cleared",
  "csms.lost",
  "csms.back",
  "deadLetter.added",
  "unbilled.added",
  "store.refuses",
  "store.slow",
  "store.takes",
  "store.rebuilt",
  "agent.started",
  "firmware.changed",
  "login.succeeded",
  "login.failed",
  "password.changed",
  "account.changed",
  "account.removed",
  "certificate.changed",
  "configuration.changed",
  "lifeCycle.changed",
  "mail.sent",
  "mail.failed",
  "system.restart",
  "system.reset",
] as const;
export type EventCode = (typeof eventCodes)[number];

/** Something that has just happened. */
export interface SiteEvent {
  readonly code: EventCode;
  readonly severity: EventSeverity;
  /** The outlet that it is about, where it is about one. */
  readonly evse?: number;
  /** A machine word or a name: the fault, the setting, the account. Never a secret. */
  readonly subject?: string;
}

/** The same as it is kept. */
export interface KeptEvent extends SiteEvent {
  /** Rises with time. */
  readonly id: number;
  /** When it happened last. */
  readonly at: EpochMillis;
  /** How often it happened within this entry. */
  readonly count: number;
  readonly acknowledged?: { readonly by: string; readonly at: EpochMillis };
}

/** Events of one key that come soon after each other are one entry with a count. */
export function eventKey({ code, evse, subject }: SiteEvent): string {
  return `${code} ${String(evse ?? 0)} ${subject ?? ""}`;
}
