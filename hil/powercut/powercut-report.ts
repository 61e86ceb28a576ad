import type { Tally } from "#hil/powercut/record-tally";
import type { Design } from "#hil/powercut/test-child";

export type Tallies = Readonly<Partial<Record<Design, Tally>>>;
/** What came of one method, or what it lacks here. */
export type Outcome = { readonly tallies: Tallies } | { readonly missing: string };

/** These must lose nothing. */
export const stations: readonly Design[] = ["station", "slowStation"];
/** These must lose something. */
export const controls: readonly Design[] = ["normalSync", "renameWithoutFlush"];
/** The same, where flushes can be made to fail. */
export const replayControls: readonly Design[] = [...controls, "failuresUnheard"];

const wrongs = ["lost", "duplicated", "contradictory", "corrupt"] as const;

/**
 * What is told at the end, and whether it is as it must be: nothing wrong, each station has promised something by each method, and each broken
 * design was found out.
 *
 * @param strict a method that could not be used is a failure
 */
export function reportOf(outcomes: Readonly<Record<string, Outcome>>, strict: boolean) {
  const played = Object.values(outcomes).flatMap((outcome) => ("missing" in outcome ? [] : [outcome.tallies]));
  const judged = played.flatMap((tallies) => stations.flatMap((design) => tallies[design] ?? []));
  const sum = (key: "runs" | "acknowledged" | (typeof wrongs)[number]) =>
    judged.reduce((total, tally) => total + tally[key], 0);
  const control = controlOf(outcomes);
  const counts = Object.fromEntries(wrongs.map((key) => [key, sum(key)]));
  const report = {
    runs: sum("runs"),
    ...counts,
    acknowledged: sum("acknowledged"),
    control,
    methods: methodsOf(outcomes),
  };
  const isComplete = played.length > 0 && (!strict || played.length === Object.keys(outcomes).length);
  const isBiting = Object.values(control).every((lost) => lost > 0);
  // One that promises nothing loses nothing.
  const isTelling = judged.every(({ acknowledged }) => acknowledged > 0);
  const isRight = wrongs.every((key) => sum(key) === 0);
  return { report, holds: isRight && isComplete && isBiting && isTelling };
}

function controlOf(outcomes: Readonly<Record<string, Outcome>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(outcomes).flatMap(([method, outcome]) =>
      "missing" in outcome
        ? []
        : replayControls.flatMap((design) => {
            const tally = outcome.tallies[design];
            return tally === undefined ? [] : [[`${method}.${design}`, tally.lost + tally.corrupt] as const];
          }),
    ),
  );
}

function methodsOf(outcomes: Readonly<Record<string, Outcome>>): Readonly<Record<string, Tallies | string>> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([method, outcome]) => [
      method,
      "missing" in outcome ? `not run: needs ${outcome.missing}` : outcome.tallies,
    ]),
  );
}
