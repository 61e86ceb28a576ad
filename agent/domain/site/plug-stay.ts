import type { EvseId } from "#hal/core/charging";
import type { EpochMillis } from "#hal/core/units";

/** A stretch in which energy flowed, in seconds from the beginning of the stay. */
export interface ChargingSpan {
  readonly after: number;
  readonly lasts: number;
}

/** How long a vehicle stood plugged in at an outlet. */
export interface PlugStay {
  readonly evse: EvseId;
  readonly from: EpochMillis;
  readonly to: EpochMillis;
  /** In order, without overlaps. */
  readonly charging: readonly ChargingSpan[];
}

/** A vehicle that pauses and resumes all night long must not make a record without bounds. */
export const MOST_SPANS = 48;

/** With one more at the end; beyond the bound the two with the shortest pause between them become one. */
export function withSpan(spans: readonly ChargingSpan[], span: ChargingSpan): readonly ChargingSpan[] {
  const all = [...spans, span];
  if (all.length <= MOST_SPANS) return all;
  const pauses = all.slice(1).map(({ after }, i) => after - endOf(all[i]));
  const shortest = pauses.indexOf(Math.min(...pauses));
  const first = all[shortest];
  const after = first?.after ?? 0;
  const joined = { after, lasts: endOf(all[shortest + 1]) - after };
  return [...all.slice(0, shortest), joined, ...all.slice(shortest + 2)];
}

function endOf(span: ChargingSpan | undefined): number {
  return span === undefined ? 0 : span.after + span.lasts;
}
