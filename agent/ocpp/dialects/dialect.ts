import type { EvseId } from "#hal/core/charging";
import type { EpochMillis, Millis } from "#hal/core/units";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { Activity, Notice } from "#agent/domain/notices/notice";
import type { DiagnosticsDesk } from "#agent/diagnostics/diagnostics-desk";
import type { CommandDesk } from "#agent/domain/command";
import type { Schedules } from "#agent/domain/smart-charging/schedules";
import type { FirmwareDesk } from "#agent/domain/firmware/firmware-desk";
import type { StationFact, TransactionId } from "#agent/domain/transaction/station-fact";
import type { DataMessage, DataReply, StatusReport, TransactionAnswer } from "#agent/ports/csms-client";
import type { SessionStore, Settlement } from "#agent/ports/station-store";
import type { DataDesk } from "#agent/ocpp/data-transfer/data-desk";
import type { ErrorCodeSpelling, OcppErrorCode } from "#agent/ocpp/validation/error-code";
import type { LocalListKeeper } from "#agent/control/local-list-keeper";
import type { ReservationKeeper } from "#agent/control/reservation-keeper";
import type { StationLocks } from "#agent/control/station-locks";
import type { SecurityServices } from "#agent/control/security-services";
import type { Variables } from "#agent/control/variables";

/** A CALL of ours, ready to be sent. */
export interface OutgoingCall {
  readonly action: string;
  readonly payload: object;
}

/** Who the station says it is. Longer texts are cut to what the version allows. */
export interface StationIdentity {
  readonly vendor: string;
  readonly model: string;
  readonly serialNumber?: string;
  readonly chargeBoxSerialNumber?: string;
  readonly firmwareVersion?: string;
  readonly meterType?: string;
  readonly meterSerialNumber?: string;
}

export interface BootAnswer {
  readonly status: "accepted" | "pending" | "rejected";
  /** Heartbeat interval when accepted, else the wait before the next try; 0 leaves the choice to the station. */
  readonly interval: Millis;
  /** The CSMS's time, when it was readable. */
  readonly time?: EpochMillis;
}

/** Numbers that are known only when a message is about to leave. */
export interface FactIds {
  /** The CSMS's number of a transaction, -1 when it will never give one. */
  csmsNumber(id: TransactionId): number | undefined;
}

/** What the answer to a fact's message comes to. */
export interface FactAnswer {
  readonly settlement: Extract<Settlement, { readonly kind: "delivered" }>;
  readonly answer?: TransactionAnswer;
}

/** Words of one version for one exchange. `decode` throws AgentError `csms.answer-unreadable`. */
export interface Exchange<Subject, Answer> {
  encode(subject: Subject): OutgoingCall;
  decode(payload: unknown): Answer;
}

/** A message that the CSMS can ask for; `status` without an EVSE means all of them and the station. */
export type TriggeredMessage =
  | { readonly type: "boot" }
  | { readonly type: "heartbeat" }
  | { readonly type: "status"; readonly evse?: EvseId | 0 }
  | { readonly type: "meterValues"; readonly evse?: EvseId | 0 }
  /** In the words of a signed update, whatever runs. */
  | { readonly type: "signedFirmware" }
  | { readonly type: Activity };

export interface Triggers {
  mayTrigger(message: TriggeredMessage): boolean;
  trigger(message: TriggeredMessage): void;
}

/** What a request of the CSMS can reach. */
export interface RouteContext {
  readonly desk: CommandDesk;
  readonly variables: Pick<Variables, "text" | "set" | "isWritable">;
  readonly sessions: Pick<SessionStore, "findByCsmsNumber">;
  readonly localList: Pick<LocalListKeeper, "version" | "update">;
  readonly reservations: Pick<ReservationKeeper, "reserve" | "cancel">;
  readonly firmware: FirmwareDesk;
  readonly dataDesk: Pick<DataDesk, "receive">;
  readonly security: SecurityServices;
  readonly triggers: Triggers;
  readonly schedules: Schedules;
  readonly locks: Pick<StationLocks, "unlock">;
  readonly diagnostics: Pick<DiagnosticsDesk, "getDiagnostics" | "getLog">;
  /** The CSMS has accepted the station: before that it may configure but not start or stop anything. */
  readonly isRegistered: boolean;
}

export interface RouteAnswer {
  readonly payload: object;
  /** Happens once the answer has left. */
  readonly afterwards?: () => void;
}

/** For a request that has the form of its message and cannot be meant: the version wants a CALLERROR where it has no status for it. */
export interface RouteRefusal {
  readonly refusal: OcppErrorCode;
  readonly description: string;
}

/** What a route has to say, at once or when something has been tried. */
export type RouteResult = RouteAnswer | RouteRefusal;

/** Serves one action. The payload has passed the schema of its request. */
export type Route = (payload: unknown, context: RouteContext) => RouteResult | Promise<RouteResult>;

/** One OCPP version as a value: tables and pure functions, no state. */
export interface Dialect {
  readonly subprotocol: string;
  /** Where the schemas of its messages are. */
  readonly schemaFile: string;
  readonly boot: Exchange<StationIdentity, BootAnswer>;
  readonly heartbeat: Exchange<undefined, EpochMillis | undefined>;
  readonly authorize: Exchange<IdToken, TokenInfo>;
  status(report: StatusReport): OutgoingCall;
  /** A request for a certificate, in PEM. */
  readonly signCertificate: Exchange<string, "accepted" | "rejected">;
  readonly dataTransfer: Exchange<DataMessage, DataReply>;
  /** Undefined when the version has no word for it. */
  notice(notice: Notice): OutgoingCall | undefined;
  readonly fact: {
    /** Undefined when the version has no word for it. */
    encode(fact: StationFact, ids: FactIds): OutgoingCall | undefined;
    decode(fact: StationFact, payload: unknown): FactAnswer;
  };
  readonly routes: ReadonlyMap<string, Route>;
  /** Actions of the version whose feature this station does not have. */
  readonly switchedOff: ReadonlySet<string>;
  readonly errorCodes: ErrorCodeSpelling;
}
