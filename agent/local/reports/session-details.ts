import type { SessionRecord } from "#agent/ports/session-record";

/** What is known of a session beside its record; whatever is not known is left out. */
export interface SessionDetails {
  /** What people call the tag. */
  readonly alias?: string;
  readonly access?: "private" | "public";
  readonly payment?: "free" | "paid";
  readonly cost?: { readonly amount: number; readonly currency: string };
  /** In kilometres. */
  readonly odometer?: number;
  readonly plate?: string;
}

/** Asks those who know. Called once a session of a list or a report: it must be cheap. */
export type SessionDetailsLookup = (session: SessionRecord) => SessionDetails | undefined;
