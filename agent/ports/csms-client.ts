import type { EvseId, FaultCode, FaultWords } from "#hal/core/charging";
import type { Listenable } from "#hal/core/signal";
import type { EpochMillis } from "#hal/core/units";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { Notice } from "#agent/domain/notices/notice";
import type { ConnectorStatus } from "#agent/domain/evse/connector-status";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

export type Registration = "none" | "pending" | "rejected" | "accepted";

/** What people ask first: is it connected, since when, and when did the back end last say something. */
export interface CsmsStatus {
  readonly connection: "offline" | "connecting" | "connected";
  readonly registration: Registration;
  /** Since when `connection` and `registration` are as they are. */
  readonly since: EpochMillis;
  /** How often a connection came about since the program began. */
  readonly connections: number;
  readonly lastMessageAt?: EpochMillis;
  /** Why there is no connection, in plain words. */
  readonly trouble?: string;
}

/** Something that is told once and is no state: the back end contradicts the local list that it sent; a reset came to nothing. */
export type StatusNotice = "localListConflict" | "resetFailure";

/** One connector's state for the back end; EVSE 0 is the station, which is only available, unavailable or faulted. */
export interface StatusReport {
  readonly evse: EvseId | 0;
  readonly status: ConnectorStatus;
  /** The gravest fault that holds; one with a status other than `faulted` is a warning. */
  readonly fault?: { readonly code: FaultCode; readonly detail?: string; readonly words?: FaultWords };
  readonly notice?: StatusNotice;
  /** Free text of at most 50 characters. */
  readonly info?: string;
  readonly at: EpochMillis;
}

export type CsmsAnswer<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  /** Not connected, not registered, no answer in time, or the answer was an error. */
  | { readonly kind: "unreachable" };

export type AuthorizeAnswer = CsmsAnswer<TokenInfo>;

/** A message outside the standard, by the words of a vendor (OCPP 1.6 section 5.7). */
export interface DataMessage {
  /** Reversed domain name of who defined the message. */
  readonly vendorId: string;
  readonly messageId?: string;
  readonly data?: string;
}

export interface DataReply {
  readonly status: "accepted" | "rejected" | "unknownMessageId" | "unknownVendorId";
  readonly data?: string;
}

/** What the CSMS said of the token of a running or ended transaction. */
export interface TransactionAnswer {
  readonly transactionId: TransactionId;
  readonly evse: EvseId;
  readonly token: IdToken;
  readonly info: TokenInfo;
}

/** The back end as the station's control sees it, whatever the OCPP version. */
export interface CsmsClient {
  status(): CsmsStatus;
  readonly changes: Listenable<CsmsStatus>;
  /** Connected and registered: calls of our own may leave. */
  isOnline(): boolean;
  authorize(token: IdToken): Promise<AuthorizeAnswer>;
  /** Asks for a certificate by a request in PEM; answered by whether the back end will have it signed. */
  signCertificate(request: string): Promise<CsmsAnswer<"accepted" | "rejected">>;
  transferData(message: DataMessage): Promise<CsmsAnswer<DataReply>>;
  /** Durable when it returns: it is told as soon as that is possible, over restarts too. */
  tell(notice: Notice): void;
  /** The latest report of an EVSE replaces an earlier one that has not left yet. */
  reportStatus(report: StatusReport): void;
  /** New facts are in the log. */
  factsWaiting(): void;
  readonly answers: Listenable<TransactionAnswer>;
}
