import type { CsmsBranch } from "#agent/domain/site/state-tree";
import type { BackEndTexts } from "./back-end-en";

/** How long ago the back end was heard; `now` is the charger's time in ms. */
export function lastMessageWords({ lastMessageAt }: CsmsBranch, texts: BackEndTexts, now: number): string {
  if (lastMessageAt === null) return texts.never;
  return texts.ago(Math.max(0, Math.round((now - Date.parse(lastMessageAt)) / 1000)));
}
