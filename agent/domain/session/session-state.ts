import type { EvseId } from "#hal/core/charging";
import type { EpochMillis, Millis, WattHours } from "#hal/core/units";
import type { IdToken, TokenStatus } from "#agent/domain/authorization/id-token";
import type { MeterSample } from "#agent/domain/metering/meter-sample";
import type { ChargingProfile } from "#agent/domain/smart-charging/charging-profile";
import type { StopCause, TransactionFact, TransactionId } from "#agent/domain/transaction/station-fact";

/** Somebody may charge. */
export interface Authorization {
  readonly token: IdToken;
  readonly parent?: IdToken;
  /** What a remote start asks of the current of the transaction that it begins. */
  readonly profile?: ChargingProfile;
  /** The reservation that lets them charge here. */
  readonly reservationId?: number;
}

export interface RunningTransaction extends Authorization {
  readonly id: TransactionId;
  readonly startedAt: EpochMillis;
  readonly meterStart: WattHours;
  /** The newest reading that was written down. */
  readonly meterNow: WattHours;
  readonly nextSeqNo: number;
  /** The CSMS refused the token and policy says: no energy, but no end either. */
  readonly isTokenHeld: boolean;
  /** The CSMS refused the token, and energy is still given until the register shows this (MaxEnergyOnInvalidId). */
  readonly allowedUntil?: WattHours;
  /** False while the vehicle is away and policy keeps the transaction open. */
  readonly isPlugged: boolean;
}

/** A plug that stays locked after the end, until whoever charged shows a token again. */
export interface KeptPlug {
  readonly token: IdToken;
  readonly parent?: IdToken;
  /** False while the vehicle has left its cable behind. */
  readonly isVehicleThere: boolean;
}

/** "awaited": the vehicle has just been offered energy and has not answered yet. */
export type EnergyFlow = "awaited" | "flowing" | "stopped";

export type SessionState =
  | { readonly kind: "idle" }
  /** Accepted, and nothing plugged in yet. */
  | { readonly kind: "authorized"; readonly authorization: Authorization }
  /** Plugged in, and nobody accepted yet. `isLapsed` once ConnectionTimeOut is over (1.6 transition B6). */
  | { readonly kind: "plugged"; readonly isLapsed: boolean }
  /** Both; the meter is being read. */
  | { readonly kind: "starting"; readonly authorization: Authorization }
  | { readonly kind: "active"; readonly transaction: RunningTransaction; readonly flow: EnergyFlow }
  | {
      readonly kind: "ending";
      readonly transaction: RunningTransaction;
      readonly cause: StopCause;
      readonly token?: IdToken;
      /** First the contactor opens, then the meter is read: so the last watt-hour is on the bill. */
      readonly stage: "draining" | "capturing";
      /** Nobody has seen the contactor open: what flows on is on no bill. */
      readonly mayFlowOn?: true;
    }
  /** Over; the cable is still in. */
  | { readonly kind: "finishing"; readonly kept?: KeptPlug };

export type SessionTimer = "connection" | "awaitVehicle" | "ending";

export type SessionEvent =
  | { readonly type: "vehicle.plugged" }
  | { readonly type: "vehicle.unplugged" }
  | { readonly type: "energy.started" }
  | { readonly type: "energy.stopped" }
  /** A card or the back end, after the decision to let it charge. */
  | { readonly type: "token.accepted"; readonly authorization: Authorization }
  | { readonly type: "stop.requested"; readonly cause: StopCause; readonly token?: IdToken }
  /** Whoever may have it wants the kept plug. */
  | { readonly type: "plug.released" }
  /** The CSMS's word on the token of a transaction, which may come long after the start. */
  | {
      readonly type: "token.answered";
      readonly transactionId: TransactionId;
      readonly status: TokenStatus;
      readonly parent?: IdToken;
    }
  /** `transactionId` is a fresh one, used only for a start. */
  | {
      readonly type: "meter.captured";
      readonly purpose: "start" | "stop";
      readonly energy: WattHours;
      readonly at: EpochMillis;
      readonly transactionId: TransactionId;
    }
  | { readonly type: "meter.capture-failed"; readonly purpose: "start" | "stop"; readonly at: EpochMillis }
  | {
      readonly type: "samples.taken";
      readonly transactionId: TransactionId;
      readonly samples: readonly MeterSample[];
      readonly energy: WattHours;
      readonly at: EpochMillis;
    }
  /** A reading between the samples, to be written down: what is billed when the meter cannot be asked at the end. */
  | {
      readonly type: "meter.noted";
      readonly transactionId: TransactionId;
      readonly energy: WattHours;
      readonly at: EpochMillis;
    }
  /** The register while an allowance runs; nothing is written down. */
  | { readonly type: "meter.seen"; readonly energy: WattHours }
  /** A transaction that was open when the agent died has been ended at start; the cable may still be in. */
  | { readonly type: "session.recovered" }
  /** The outlet is in service again with a vehicle plugged in: its driver gets the full time to authorise. */
  | { readonly type: "outlet.reopened" }
  | { readonly type: "session.timer-elapsed"; readonly timer: SessionTimer };

/** Energy may have flowed that nobody could read; kept for a human. */
export interface UnknownEnergy {
  /** As far as it is known. */
  readonly energy: WattHours;
  readonly why: "meter-silent" | "contactor-closed";
}

export type SessionEffect =
  | { readonly type: "timer.start"; readonly timer: SessionTimer; readonly delay: Millis }
  | { readonly type: "timer.cancel"; readonly timer: SessionTimer }
  | { readonly type: "meter.capture"; readonly purpose: "start" | "stop" }
  | { readonly type: "meter.checkpoint"; readonly energy: WattHours; readonly at: EpochMillis }
  /** To be committed before anything else is done. */
  | { readonly type: "fact"; readonly fact: TransactionFact; readonly unbilled?: UnknownEnergy }
  /** For the light and the page. */
  | { readonly type: "token.turned-away"; readonly why: "busy" | "meter" | "reserved" };

export interface SessionStep {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

/** Operation variables and site policy, as far as a session depends on them. */
export interface SessionPolicy {
  readonly evse: EvseId;
  /** ConnectionTimeOut: the longest stay in Preparing; 0 for no limit. */
  readonly connectionTimeOut: Millis;
  /** StopTransactionOnEVSideDisconnect. */
  readonly stopOnEvDisconnect: boolean;
  /** StopTransactionOnInvalidId. */
  readonly stopOnInvalidToken: boolean;
  /** MaxEnergyOnInvalidId: what is still given to a refused token where it does not stop the transaction; 0 for nothing. */
  readonly maxEnergyOnInvalidToken: WattHours;
  /** The plug can be locked in the outlet. */
  readonly hasLock: boolean;
  /** UnlockConnectorOnEVSideDisconnect: a cable whose vehicle has left is let go at once. */
  readonly unlocksOnEvDisconnect: boolean;
}
