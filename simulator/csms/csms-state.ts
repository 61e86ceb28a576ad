import { COST_VENDOR } from "#simulator/csms/cost-messages";
import { PNC_VENDOR } from "#simulator/csms/pnc-message";
import type { EpochMillis } from "#hal/core/units";

/** AuthorizationStatus of OCPP 1.6 section 7.2. */
export type TokenStatus = "Accepted" | "Blocked" | "Expired" | "Invalid" | "ConcurrentTx";

/** A card or key that this back end knows; one it does not know is answered "Invalid". */
export interface CsmsToken {
  readonly idTag: string;
  /** "Expired" also follows by itself once `expiresAt` has passed. */
  readonly status: "Accepted" | "Blocked" | "Expired";
  readonly parentIdTag?: string;
  readonly expiresAt?: EpochMillis;
}

export type BootStatus = "Accepted" | "Pending" | "Rejected";

export interface CsmsSettings {
  readonly boot: {
    readonly status: BootStatus;
    /** Heartbeat interval when accepted, else the wait before the next BootNotification. */
    readonly intervalSeconds: number;
  };
  readonly tokens: readonly CsmsToken[];
  /** Whether one token may have two transactions at a time; if not, the second is answered "ConcurrentTx". */
  readonly concurrentTransactions: "allowed" | "refused";
  /** Vendors whose DataTransfer is accepted. */
  readonly vendorIds: readonly string[];
  readonly firstTransactionNumber: number;
}

export const defaultCsmsSettings: CsmsSettings = {
  boot: { status: "Accepted", intervalSeconds: 300 },
  tokens: [
    { idTag: "VALID-CARD", status: "Accepted" },
    { idTag: "BLOCKED-CARD", status: "Blocked" },
    { idTag: "EXPIRED-CARD", status: "Expired" },
  ],
  concurrentTransactions: "allowed",
  vendorIds: [COST_VENDOR, PNC_VENDOR],
  firstTransactionNumber: 1000,
};

/** A CALL from a station. */
export interface CsmsRequest {
  /** The identity that the station connected with. */
  readonly station: string;
  readonly action: string;
  readonly payload: unknown;
  readonly at: EpochMillis;
}

/** A transaction as the back end has it on its books. */
export interface CsmsTransaction {
  readonly id: number;
  readonly station: string;
  readonly connectorId: number;
  readonly idTag: string;
  /** What was answered for the token. */
  readonly tokenStatus: TokenStatus;
  /** The station's timestamps, as they were sent. */
  readonly startedAt: string;
  readonly meterStart: number;
  readonly reservationId?: number;
  readonly meterValues: readonly CsmsMeterValue[];
  readonly stop?: CsmsTransactionStop;
}

export interface CsmsMeterValue {
  readonly timestamp: string;
  readonly sampledValue: readonly unknown[];
}

export interface CsmsTransactionStop {
  readonly at: string;
  readonly meterStop: number;
  /** "Local" when the message names none (OCPP 1.6 section 7.36). */
  readonly reason: string;
  readonly idTag?: string;
  readonly transactionData: readonly CsmsMeterValue[];
}

/** The last StatusNotification of a connector; connector 0 is the station. */
export interface ConnectorReport {
  readonly station: string;
  readonly connectorId: number;
  readonly status: string;
  readonly errorCode: string;
  readonly info?: string;
  readonly timestamp?: string;
  readonly receivedAt: EpochMillis;
}

/** All that the back end knows. Values only; every message makes the next one. */
export interface CsmsState {
  readonly settings: CsmsSettings;
  readonly nextTransactionNumber: number;
  readonly transactions: ReadonlyMap<number, CsmsTransaction>;
  /** By `<station>/<connectorId>`. */
  readonly connectors: ReadonlyMap<string, ConnectorReport>;
  /** The last answer to a BootNotification, by station. */
  readonly registrations: ReadonlyMap<string, BootStatus>;
  /** StopTransactions and MeterValues of transactions that are not on the books, `-1` among them (OCPP 1.6 errata 3.18). */
  readonly strays: readonly { readonly action: string; readonly station: string; readonly payload: unknown }[];
}

export function initialCsmsState(settings: CsmsSettings): CsmsState {
  return {
    settings,
    nextTransactionNumber: settings.firstTransactionNumber,
    transactions: new Map(),
    connectors: new Map(),
    registrations: new Map(),
    strays: [],
  };
}

export function openTransactions(state: CsmsState): readonly CsmsTransaction[] {
  return [...state.transactions.values()].filter((transaction) => transaction.stop === undefined);
}
