/** How ten that come back at once lie in time; moments in milliseconds, in any order. */
export interface Herd {
  /** From the first to the last. */
  readonly spread: number;
  /** The most that come within one second. */
  readonly crowd: number;
}

export function herdOf(moments: readonly number[]): Herd {
  const sorted = [...moments].sort((left, right) => left - right);
  const within = (from: number) => sorted.filter((moment) => moment >= from && moment < from + 1000).length;
  return {
    spread: (sorted.at(-1) ?? 0) - (sorted[0] ?? 0),
    crowd: Math.max(0, ...sorted.map(within)),
  };
}
