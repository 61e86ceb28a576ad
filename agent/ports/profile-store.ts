import type { InstalledProfile } from "#agent/domain/smart-charging/charging-profile";

/** Charging profiles that outlive the process: all but those of a single transaction. */
export interface ProfileStore {
  /** In the order in which they were installed. */
  all(): readonly InstalledProfile[];
  /** Takes profiles away by their ids and adds one, in one commit. Durable when it returns. */
  change(change: ProfileChange): void;
}

export interface ProfileChange {
  readonly removed: readonly number[];
  readonly added?: InstalledProfile;
}
