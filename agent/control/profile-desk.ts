import type { EvseId } from "#hal/core/charging";
import type { CommandOutcome } from "#agent/domain/command";
import type { ChargingProfile } from "#agent/domain/smart-charging/charging-profile";
import type { ProfileFilter } from "#agent/domain/smart-charging/installed-profiles";

/** Where charging profiles are brought and taken away. */
export interface ProfileDesk {
  install(evse: EvseId | 0, profile: ChargingProfile): Extract<CommandOutcome, "accepted" | "rejected" | "unknownEvse">;
  /** Rejected when nothing fits the filter. */
  clear(filter: ProfileFilter): Extract<CommandOutcome, "accepted" | "rejected">;
  /** Whether a transaction that is going to begin may have this profile. */
  mayBegin(evse: EvseId, profile: ChargingProfile): boolean;
}
