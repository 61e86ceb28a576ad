import type { EvseId } from "#hal/core/charging";
import type { InstalledProfile, ProfilePurpose } from "#agent/domain/smart-charging/charging-profile";
import type { TransactionId } from "#agent/domain/transaction/station-fact";

/** What is to be cleared: with an id only that one, whatever else is named; else those that fit all that is named; all when nothing is. */
export interface ProfileFilter {
  readonly id?: number;
  readonly evse?: EvseId | 0;
  readonly purpose?: ProfilePurpose;
  readonly stackLevel?: number;
}

/** Adds a profile. It takes the place of the one with its id, and of the one with its purpose and stack level at the same place. */
export function installProfile(
  installed: readonly InstalledProfile[],
  added: InstalledProfile,
): readonly InstalledProfile[] {
  return [...installed.filter((each) => !isReplacedBy(each, added)), added];
}

export function clearProfiles(
  installed: readonly InstalledProfile[],
  filter: ProfileFilter,
): readonly InstalledProfile[] {
  return installed.filter((each) => !fits(each, filter));
}

/** A transaction's own profiles die with it. */
export function withoutTransaction(
  installed: readonly InstalledProfile[],
  transaction: TransactionId,
): readonly InstalledProfile[] {
  return installed.filter(({ profile }) => profile.transaction !== transaction);
}

function isReplacedBy(each: InstalledProfile, added: InstalledProfile): boolean {
  const { profile } = each;
  if (profile.id === added.profile.id) return true;
  return (
    each.evse === added.evse &&
    profile.purpose === added.profile.purpose &&
    profile.stackLevel === added.profile.stackLevel &&
    profile.transaction === added.profile.transaction
  );
}

function fits({ evse, profile }: InstalledProfile, filter: ProfileFilter): boolean {
  if (filter.id !== undefined) return profile.id === filter.id;
  return (
    (filter.evse === undefined || filter.evse === evse) &&
    (filter.purpose === undefined || filter.purpose === profile.purpose) &&
    (filter.stackLevel === undefined || filter.stackLevel === profile.stackLevel)
  );
}
