import type { Violation } from "#hil/billing-oracle";

const KINDS = ["lost", "duplicated", "contradictory", "corrupt"] as const satisfies readonly Violation["kind"][];

export function countOf(violations: readonly Violation[], kind: Violation["kind"]): number {
  return violations.filter((violation) => violation.kind === kind).length;
}

/** The number of each kind, as every harness reports it. */
export function countsOf(violations: readonly Violation[]): Readonly<Record<string, number>> {
  return Object.fromEntries(KINDS.map((kind) => [kind, countOf(violations, kind)]));
}

/** All of them in a line, for whoever waits. */
export function wordsOf(violations: readonly Violation[]): string {
  return violations.map(({ kind, what }) => `${kind}: ${what}`).join("; ") || "holds";
}

/** The longest of durations in milliseconds, in seconds to a tenth; 0 for none. */
export function longestInSeconds(durations: readonly number[]): number {
  return Math.round(Math.max(0, ...durations) / 100) / 10;
}
