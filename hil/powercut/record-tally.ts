/** What is there after a cut, as the process under test reads it. */
export interface Found {
  readonly damage: readonly string[];
  readonly records: readonly string[];
}

export interface Tally {
  readonly runs: number;
  /** Records that were promised, each counted once for each cut that it was looked for after. */
  readonly acknowledged: number;
  readonly lost: number;
  /** Cuts after which the file was damaged. */
  readonly corrupt: number;
  /** Cuts that lost something. */
  readonly cutsWithLoss: number;
  /** The first records that were lost. */
  readonly examples: readonly string[];
}

export const emptyTally: Tally = { runs: 0, acknowledged: 0, lost: 0, corrupt: 0, cutsWithLoss: 0, examples: [] };

const EXAMPLES = 3;

/** Holds what was promised against what is there. */
export function tallied(tally: Tally, promised: readonly string[], { records, damage }: Found): Tally {
  const there = new Set(records);
  const missing = promised.filter((record) => !there.has(record));
  const lost = missing.length;
  return {
    runs: tally.runs + 1,
    acknowledged: tally.acknowledged + promised.length,
    lost: tally.lost + lost,
    corrupt: tally.corrupt + (damage.length > 0 ? 1 : 0),
    examples: [...tally.examples, ...missing].slice(0, EXAMPLES),
    cutsWithLoss: tally.cutsWithLoss + (lost > 0 ? 1 : 0),
  };
}

/** What a process under test said, record by record; its last line may have been cut off. */
export function recordsIn(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    try {
      const said: unknown = JSON.parse(line);
      return typeof said === "object" && said !== null && "held" in said && Array.isArray(said.held)
        ? said.held.map(String)
        : [];
    } catch {
      return [];
    }
  });
}
