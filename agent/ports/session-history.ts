import type { EvseId } from "#hal/core/charging";
import type { EpochMillis, Millis, WattHours } from "#hal/core/units";
import type { MeterSample } from "#agent/domain/metering/meter-sample";
import type { PlugStay } from "#agent/domain/site/plug-stay";
import type { TransactionId } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { SessionRecord } from "#agent/ports/session-record";

/** Which sessions; what is left out matches all. */
export interface HistoryFilter {
  /** Begun then or later. */
  readonly from?: EpochMillis;
  /** Begun before. */
  readonly to?: EpochMillis;
  readonly evse?: EvseId;
  /** Somewhere in the token, in any case of letters. */
  readonly token?: string;
}

/** A session with its place in the order of occurrence. */
export interface HistoryEntry {
  readonly place: number;
  readonly session: SessionRecord;
}

export interface HistoryTotals {
  readonly sessions: number;
  /** Of running sessions up to their last reading on disk. */
  readonly energy: WattHours;
  /** Of ended sessions. */
  readonly duration: Millis;
}

export interface Period {
  readonly from: EpochMillis;
  readonly to: EpochMillis;
}

/** What people look up about the past. Throws AgentError `store.corrupt-row` for a row that cannot be read. */
export interface SessionHistory {
  /** Newest first, those before `before`. */
  newest(filter: HistoryFilter, page: { readonly before?: number; readonly limit: number }): readonly HistoryEntry[];
  /** Ended ones, oldest first, those after `after`: for reports, piece by piece. */
  ended(filter: HistoryFilter, page: { readonly after: number; readonly limit: number }): readonly HistoryEntry[];
  find(transactionId: TransactionId): SessionRecord | undefined;
  /** Undefined for sessions of programs that did not note any. */
  labels(transactionId: TransactionId): SessionLabels | undefined;
  totals(filter: HistoryFilter): HistoryTotals;
  /** What is still kept of a transaction's samples, oldest first: facts go some time after the back end has them. */
  samples(transactionId: TransactionId, limit: number): readonly MeterSample[];
  /** Durable when it returns. */
  addStay(stay: PlugStay): void;
  /** Those that touch the period, sessions as stays too: a power cut keeps no record of a stay, and always one of a session. */
  stays(period: Period): readonly PlugStay[];
}
