import type { Amperes, EpochMillis } from "#hal/core/units";
import type { IdToken } from "#agent/domain/authorization/id-token";
import type { TagLogbook } from "#agent/domain/logbook/tag-logbook";

/** A card or key fob that people on site know by name. */
export interface LocalTag {
  readonly token: IdToken;
  readonly alias: string;
  /** Whose it is; empty for nobody's in particular. */
  readonly owner: string;
  readonly validFrom?: EpochMillis;
  readonly validTo?: EpochMillis;
  /** Per phase, for every charge of this tag; none of its own when absent. */
  readonly maxCurrent?: Amperes;
  readonly mayCharge: boolean;
  /** Ends also the charges of others. */
  readonly mayStop: boolean;
  readonly isPaid: boolean;
  readonly isEnabled: boolean;
  /** By the rule of the place, with nothing known, when absent. */
  readonly logbook?: TagLogbook;
}

/** Why a tag gives nothing at this moment. */
export type TagRefusal = "tagDisabled" | "tagMayNotCharge" | "tagNotYetValid" | "tagExpired";

/** Undefined when nothing speaks against a charge of this tag. A validity includes its first moment and not its last. */
export function tagRefusal(tag: LocalTag, now: EpochMillis): TagRefusal | undefined {
  if (!tag.isEnabled) return "tagDisabled";
  if (!tag.mayCharge) return "tagMayNotCharge";
  if (tag.validFrom !== undefined && now < tag.validFrom) return "tagNotYetValid";
  if (tag.validTo !== undefined && now >= tag.validTo) return "tagExpired";
  return undefined;
}

/** Whether it may end the charge of another tag now; a right to charge is not needed for it. */
export function mayStopOthers(tag: LocalTag, now: EpochMillis): boolean {
  return tag.mayStop && tagRefusal({ ...tag, mayCharge: true }, now) === undefined;
}
