import type { EvseId } from "#hal/core/charging";
import type { Amperes, Millis } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { ChargingProfile } from "#agent/domain/smart-charging/charging-profile";
import type { ProfileFilter } from "#agent/domain/smart-charging/installed-profiles";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** Everything that the CSMS or somebody on site can ask of the station. All of it enters by one door, the command desk. */
export type StationCommand =
  /** Without `evse` the station picks one that is free. `profile` is for the transaction that begins. */
  | {
      readonly type: "remoteStart";
      readonly token: IdToken;
      readonly evse?: EvseId;
      readonly profile?: ChargingProfile;
    }
  | { readonly type: "remoteStop"; readonly transactionId: TransactionId }
  /** Without `evse` all of them and the station itself. */
  | { readonly type: "changeAvailability"; readonly operative: boolean; readonly evse?: EvseId }
  /** EVSE 0 is the station. A profile for a transaction that names none is for the one that runs. */
  | { readonly type: "installProfile"; readonly evse: EvseId | 0; readonly profile: ChargingProfile }
  /** Rejected when there is nothing to clear. */
  | { readonly type: "clearProfiles"; readonly filter: ProfileFilter }
  | { readonly type: "clearCache" }
  /** Somebody on site begins under this token, which is asked about as if its card had been held to the reader. */
  | { readonly type: "localStart"; readonly evse: EvseId; readonly token: IdToken }
  | { readonly type: "localStop"; readonly evse: EvseId }
  /** Holds a charge at 0 A, until somebody resumes it, it ends or the time is over. */
  | { readonly type: "pause"; readonly evse: EvseId; readonly duration: Millis }
  | { readonly type: "resume"; readonly evse: EvseId }
  /** At most so much per phase, until the next charge ends or the time is over; without `limit` as if nobody had ever asked. */
  | { readonly type: "limitCurrent"; readonly evse: EvseId; readonly limit?: Amperes; readonly duration: Millis }
  | { readonly type: "reset"; readonly kind: "soft" | "hard" };

/** `unknownEvse` is told apart because the versions answer it differently. */
export type CommandOutcome = "accepted" | "rejected" | "scheduled" | "notSupported" | "unknownEvse";

/** The one door for commands. Answers at once; the effects follow. */
export interface CommandDesk {
  handle(command: StationCommand): CommandOutcome;
}
