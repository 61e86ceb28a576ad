import { type LogbookRecord, logbookState } from "#agent/domain/logbook/logbook-record";
import type { CostStore } from "#agent/ports/cost-store";
import type { LogbookStore } from "#agent/ports/logbook-store";
import type { SessionHistory } from "#agent/ports/session-history";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { SessionRecord } from "#agent/ports/session-record";

export interface SessionCost {
  readonly amount: number;
  readonly currency?: string;
  /** The back end's last word, and not what is reckoned so far. */
  readonly isFinal: boolean;
}

/** What is known of a session beside its record; whatever is not known is left out. */
export interface SessionDetails extends Partial<SessionLabels> {
  readonly cost?: SessionCost;
  /** In kilometres. */
  readonly odometer?: number;
  readonly plate?: string;
  /** Whether somebody has entered what was asked for; left out where nothing was. */
  readonly logbook?: "waiting" | "complete" | "missing";
}

/** Asks those who know. Called once a session of a list or a report: it must be cheap. */
export type SessionDetailsLookup = (session: SessionRecord) => SessionDetails | undefined;

interface DetailSources {
  readonly history: Pick<SessionHistory, "labels">;
  readonly costs: Pick<CostStore, "find">;
  readonly logbook: Pick<LogbookStore, "find">;
}

/** From what was noted with the session. What the back end has billed was not free, whatever was agreed. */
export function detailsFrom(sources: DetailSources): SessionDetailsLookup {
  return ({ transactionId, ended }) => {
    const labels = sources.history.labels(transactionId);
    const cost = costOf(sources.costs, transactionId, labels?.currency);
    return {
      ...labels,
      ...logbookDetails(sources.logbook.find(transactionId), ended !== undefined),
      ...(cost === undefined ? {} : { cost }),
      ...(cost !== undefined && cost.isFinal && cost.amount > 0 ? { payment: "paid" as const } : {}),
    };
  };
}

function costOf(
  costs: DetailSources["costs"],
  id: SessionRecord["transactionId"],
  currency: string | undefined,
): SessionCost | undefined {
  const { final, running } = costs.find(id) ?? {};
  const amount = final?.cost ?? running?.cost;
  if (amount === undefined) return undefined;
  return { amount, isFinal: final !== undefined, ...(currency === undefined ? {} : { currency }) };
}

function logbookDetails(
  record: LogbookRecord | undefined,
  isEnded: boolean,
): Pick<SessionDetails, "odometer" | "plate" | "logbook"> {
  const state = record && logbookState(record, isEnded);
  return { ...record?.entry, ...(state === undefined ? {} : { logbook: state }) };
}
