import type { EpochMillis } from "#hal/core/units";

/** Wall time as the tables keep it. A scaled clock may give fractions, which nobody needs. */
export function wholeMillis(at: EpochMillis): number {
  return Math.round(at);
}

/** Stands for the CSMS's number of a transaction whose start was given up. */
export const gaveUpNumber = -1;
