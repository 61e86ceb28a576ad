import type { LocalTag } from "#agent/domain/access/local-tag";
import type { TokenInfo } from "#agent/domain/authorization/id-token";

/** Whose charges need an entry: nobody's; those of tags that are marked so; those of local tags and of the back end's list; everybody's. */
export const logbookScopes = ["Off", "Tagged", "Private", "All"] as const;
export type LogbookScope = (typeof logbookScopes)[number];

export function logbookScope(text: string): LogbookScope {
  return logbookScopes.find((each) => each === text) ?? "Off";
}

/** What is known of whoever charges; `listed` is the word of the back end's list. A charge without a card is nobody's in particular. */
export interface Charging {
  readonly tag: LocalTag | undefined;
  readonly listed: TokenInfo | undefined;
}

export function isEntryNeeded(scope: LogbookScope, { tag, listed }: Charging): boolean {
  const duty = tag?.logbook?.duty ?? "byRule";
  if (scope === "Off" || duty === "never") return false;
  if (duty === "always" || scope === "All") return true;
  return scope === "Private" && (tag !== undefined || listed?.status === "accepted");
}
