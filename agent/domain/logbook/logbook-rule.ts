import type { SessionKind } from "#agent/domain/access/session-kind";
import type { TagDuty } from "#agent/domain/logbook/tag-logbook";

/** Whose charges need an entry: nobody's; those of tags that are marked so; private ones, as reports call them; everybody's. */
export const logbookScopes = ["Off", "Tagged", "Private", "All"] as const;
export type LogbookScope = (typeof logbookScopes)[number];

export function logbookScope(text: string): LogbookScope {
  return logbookScopes.find((each) => each === text) ?? "Off";
}

export function isEntryNeeded(scope: LogbookScope, duty: TagDuty, access: SessionKind["access"]): boolean {
  if (scope === "Off" || duty === "never") return false;
  if (duty === "always" || scope === "All") return true;
  return scope === "Private" && access === "private";
}
