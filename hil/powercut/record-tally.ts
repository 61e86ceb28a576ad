import { fieldsOf, listField, textField } from "#simulator/csms/payload-fields";

/** What is there after a cut, as the process under test reads it. */
export interface Found {
  readonly damage: readonly string[];
  /** Each as often as it is there. */
  readonly records: readonly string[];
  /** What says something else than was written. */
  readonly wrong: readonly string[];
}

export interface Tally {
  readonly runs: number;
  /** Records that were promised, each counted once for each cut that it was looked for after. */
  readonly acknowledged: number;
  readonly lost: number;
  /** Records that are there more than once. */
  readonly duplicated: number;
  readonly contradictory: number;
  /** Cuts after which the file was damaged. */
  readonly corrupt: number;
  /** Cuts that lost something. */
  readonly cutsWithLoss: number;
  /** The first records that were lost or are wrong. */
  readonly examples: readonly string[];
  /** What was promised between the beginning and the end of the cut itself, when there was no power to keep it; in no other count. */
  readonly meanwhile: { readonly acknowledged: number; readonly lost: number };
}

export const emptyTally: Tally = {
  runs: 0,
  acknowledged: 0,
  lost: 0,
  duplicated: 0,
  contradictory: 0,
  corrupt: 0,
  cutsWithLoss: 0,
  examples: [],
  meanwhile: { acknowledged: 0, lost: 0 },
};

const EXAMPLES = 3;

/** Records that a process said it holds, all at one time of the machine's monotonic clock in nanoseconds; none where it tells none. */
export interface Promised {
  readonly records: readonly string[];
  readonly at: bigint | undefined;
}

/** Holds what was promised against what is there. */
export function tallied(tally: Tally, promised: readonly string[], { records, damage, wrong }: Found): Tally {
  const there = new Set(records);
  const missing = promised.filter((record) => !there.has(record));
  const lost = missing.length;
  return {
    runs: tally.runs + 1,
    acknowledged: tally.acknowledged + promised.length,
    lost: tally.lost + lost,
    duplicated: tally.duplicated + records.length - there.size,
    contradictory: tally.contradictory + wrong.length,
    corrupt: tally.corrupt + (damage.length > 0 ? 1 : 0),
    examples: [...tally.examples, ...missing, ...wrong].slice(0, EXAMPLES),
    cutsWithLoss: tally.cutsWithLoss + (lost > 0 ? 1 : 0),
    meanwhile: tally.meanwhile,
  };
}

/** Adds what was promised while the power went. */
export function talliedMeanwhile(tally: Tally, promised: readonly string[], { records }: Found): Tally {
  const there = new Set(records);
  const { acknowledged, lost } = tally.meanwhile;
  const missing = promised.filter((record) => !there.has(record)).length;
  return { ...tally, meanwhile: { acknowledged: acknowledged + promised.length, lost: lost + missing } };
}

/** What a process under test said, line by line; its last line may have been cut off. */
export function promisesIn(text: string): readonly Promised[] {
  return text.split("\n").flatMap((line) => {
    try {
      const said = fieldsOf(JSON.parse(line));
      const at = textField(said, "at");
      return "held" in said
        ? [{ records: listField(said, "held").map(String), at: at === undefined ? undefined : BigInt(at) }]
        : [];
    } catch {
      return [];
    }
  });
}

export function recordsOf(promises: readonly Promised[]): readonly string[] {
  return promises.flatMap(({ records }) => records);
}
