import type { EvseId } from "#hal/core/charging";
import type { Cancel } from "#hal/core/clock";
import type { EpochMillis, Millis, WattHours } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { MeterSample } from "#agent/domain/metering/meter-sample";
import type { PowerCurve } from "#agent/domain/site/power-curve";
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
  /** Somewhere in what the tag was called, and in the token where that may be told. */
  readonly tag?: { readonly text: string; readonly inToken: boolean };
  readonly access?: "private" | "public";
  /** What the back end has billed counts as paid. */
  readonly payment?: "free" | "paid";
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
  /** By currency; of costs that nobody named one for it is undefined. */
  readonly costs: readonly { readonly currency: string | undefined; readonly amount: number }[];
}

/** What was charged under one token. */
export interface TokenUse {
  readonly token: IdToken;
  /** What it was called at its newest session. */
  readonly alias: string | undefined;
  readonly sessions: number;
  readonly energy: WattHours;
  readonly lastStartedAt: EpochMillis;
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
  /** The tokens that were charged with last, newest first. */
  uses(limit: number): readonly TokenUse[];
  totals(filter: HistoryFilter): HistoryTotals;
  /** What is still kept of a transaction's samples, oldest first: facts go some time after the back end has them. */
  samples(transactionId: TransactionId, limit: number): readonly MeterSample[];
  /** Undefined when none was kept, or it has gone to make room. Of a session that runs as of the last minute. */
  curve(transactionId: TransactionId): PowerCurve | undefined;
  /** From now on what is written of this session takes its curve along. */
  followCurve(transactionId: TransactionId, curve: () => PowerCurve): Cancel;
  /** Keeps those that an earlier process left unfinished. */
  gatherCurves(): void;
  /** Takes the place of the one that was there. The session must be there. */
  keepCurve(transactionId: TransactionId, curve: PowerCurve): void;
  /** Durable when it returns. */
  addStay(stay: PlugStay): void;
  /** Those that touch the period, sessions as stays too: a power cut keeps no record of a stay, and always one of a session. */
  stays(period: Period): readonly PlugStay[];
}
