import type { EvseId } from "#hal/core/charging";
import type { EpochMillis, WattHours } from "#hal/core/units";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { ListUpdate } from "#agent/domain/authorization/local-list";
import type { Reservation } from "#agent/domain/reservation/reservation";
import type {
  MeterValuesTaken,
  StationFact,
  TransactionFact,
  TransactionId,
} from "#agent/domain/transaction/station-fact";
import type { FirmwareStore } from "#agent/ports/firmware-store";
import type { CostStore } from "#agent/ports/cost-store";
import type { LogbookStore } from "#agent/ports/logbook-store";
import type { NoticeLog } from "#agent/ports/notice-log";
import type { LifeCycleRecord } from "#agent/domain/site/life-cycle";
import type { ProfileStore } from "#agent/ports/profile-store";
import type { SecurityLog } from "#agent/ports/security-log";
import type { AccessStore } from "#agent/ports/access-store";
import type { SessionHistory } from "#agent/ports/session-history";
import type { SessionLabels } from "#agent/ports/session-labels";
import type { SessionRecord } from "#agent/ports/session-record";
import type { SiteStore } from "#agent/ports/site-store";
import type { StoreHealth } from "#agent/ports/store-health";
import type { TimeStore } from "#agent/ports/time-store";

/** Energy that flowed and could not be put on anybody's bill with certainty. */
export interface UnbilledEnergy {
  readonly transactionId: TransactionId;
  readonly evse: EvseId;
  readonly at: EpochMillis;
  /** Difference between the reading found and the reading billed; may be negative when the register went back. */
  readonly energy: WattHours;
  /** Machine word: `meter-replaced`, `register-went-back`, `more-than-possible`, `meter-silent`, `contactor-closed`, `outside-transaction`. */
  readonly why: string;
}

export interface SessionStore {
  /**
   * Writes the session, its facts, its labels and an unbilled record in one commit. After it returns a power cut loses nothing of a start and an
   * end, and at most a minute of what was in between; while the disk refuses (`StoreHealth`), all of it waits in memory.
   */
  commit(change: {
    readonly session: SessionRecord;
    readonly facts: readonly TransactionFact[];
    readonly unbilled?: UnbilledEnergy;
    /** With the start. */
    readonly labels?: SessionLabels;
  }): void;
  /** Transactions without an end, oldest first. */
  open(): readonly SessionRecord[];
  find(transactionId: TransactionId): SessionRecord | undefined;
  /** By the CSMS's number; undefined for numbers it never gave. */
  findByCsmsNumber(csmsNumber: number): SessionRecord | undefined;
  /** Newest first. */
  recent(limit: number): readonly SessionRecord[];
  unbilled(): readonly UnbilledEnergy[];
  /** A moment of a transaction that runs in this process, as it is told by now. */
  told(transactionId: TransactionId, at: EpochMillis): EpochMillis;
  /** Writes down energy that flowed outside of transactions; durable when it returns, or waits for a disk that takes it. */
  noteUnbilled(unbilled: UnbilledEnergy): void;
}

/** A fact that waits for the CSMS's answer. */
export interface QueuedFact {
  /** Its place in the log; strictly rising in order of occurrence. */
  readonly position: number;
  readonly fact: StationFact;
  /** How often it was sent and not answered well. */
  readonly attempts: number;
}

/** How a fact left the queue. */
export type Settlement =
  /** Answered. A start brings the CSMS's number, a start and a stop may bring news of the token. */
  | {
      readonly kind: "delivered";
      readonly csmsNumber?: number;
      readonly token?: { readonly token: IdToken; readonly info: TokenInfo };
    }
  /** The version in use has no word for it. */
  | { readonly kind: "unspoken" }
  /** Attempts are exhausted: kept as a dead letter, never deleted. */
  | { readonly kind: "dead"; readonly why: string };

/** The durable queue: facts leave it in order, each once, only with an answer. */
export interface FactLog {
  /** Queues values that belong to no transaction; durable within a minute. */
  add(fact: MeterValuesTaken): void;
  /** The oldest unsettled fact that may leave: a start or an end only when it is on disk. */
  head(): QueuedFact | undefined;
  /** Counts a failed attempt; survives a restart. */
  noteAttempt(position: number): void;
  /** Settles a fact and stores what its answer said, in one commit. A dead start sets the session's CSMS number to -1. */
  settle(position: number, settlement: Settlement): void;
  /** Unsettled facts. */
  depth(): number;
  deadLetters(): readonly QueuedFact[];
}

/** Values of operation variables that were set at run time. */
export interface VariableStore {
  all(): ReadonlyMap<string, string>;
  set(name: string, value: string): void;
}

/** The authorization cache. */
export interface TokenCache {
  find(token: IdToken): TokenInfo | undefined;
  remember(token: IdToken, info: TokenInfo, at: EpochMillis): void;
  clear(): void;
}

/** The local authorization list that the back end keeps up to date. */
export interface LocalList {
  /** Of the last update; 0 before the first. */
  version(): number;
  size(): number;
  find(token: IdToken): TokenInfo | undefined;
  /** Entries and version in one commit. The update has been judged before. */
  apply(update: ListUpdate): void;
}

export interface StoredReservation {
  /** 0 for any one outlet of the station. */
  readonly evse: EvseId | 0;
  readonly reservation: Reservation;
}

/** Reservations, at most one an outlet and one of the station. */
export interface ReservationStore {
  all(): readonly StoredReservation[];
  /** Takes the place of the one that was there, and of one with the same id elsewhere. */
  put(evse: EvseId | 0, reservation: Reservation): void;
  remove(evse: EvseId | 0): void;
}

/** What the process before this one left behind. */
export interface PreviousRun {
  /** The host's boot id then: another one now means that the power was cut or the host restarted. */
  readonly bootId: string;
  readonly endedInOrder: boolean;
}

export interface RunLog {
  /** Notes this run and tells of the one before. */
  begin(run: { readonly bootId: string; readonly startedAt: EpochMillis }): PreviousRun | undefined;
  end(): void;
}

/** Set by ChangeAvailability; survives restarts. EVSE 0 is the station. */
export interface AvailabilityStore {
  isOperative(evse: EvseId | 0): boolean;
  setOperative(evse: EvseId | 0, operative: boolean): void;
}

/** Takes back what people have put in. The records of charges stay whatever is wiped: they are somebody's bill. */
export interface Wiping {
  /** Values of variables and settings. */
  configuration(): void;
  /** Who may charge and log in, and what they are called, but not the configuration. The owner's password becomes that of the label. */
  people(): void;
  /** What is left beside bills: events, charging profiles, availability, and the life cycle. */
  traces(): void;
}

/** Where the charger is in its life; from the factory until somebody has put something else down. */
export interface LifeCycleStore {
  get(): LifeCycleRecord;
  put(record: LifeCycleRecord): void;
}

/** All stores over one database. */
export interface StationStore {
  readonly sessions: SessionStore;
  readonly facts: FactLog;
  readonly variables: VariableStore;
  readonly tokens: TokenCache;
  readonly localList: LocalList;
  readonly reservations: ReservationStore;
  readonly notices: NoticeLog;
  readonly firmware: FirmwareStore;
  readonly securityLog: SecurityLog;
  readonly runs: RunLog;
  readonly time: TimeStore;
  readonly availability: AvailabilityStore;
  readonly profiles: ProfileStore;
  readonly costs: CostStore;
  readonly logbook: LogbookStore;
  readonly site: SiteStore;
  readonly access: AccessStore;
  readonly history: SessionHistory;
  readonly lifeCycle: LifeCycleStore;
  readonly wiping: Wiping;
  readonly health: StoreHealth;
  close(): void;
}
