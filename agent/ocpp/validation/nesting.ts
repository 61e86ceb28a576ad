/** Deeper than any message of OCPP (2.1 needs 8), far less than what exhausts a stack. */
export const NESTING_LIMIT = 32;

/**
 * True when arrays and objects lie in each other more than `limit` levels deep. Walks level by level without recursion, so that a value built to
 * break recursive code (serialising, comparing, logging) is told apart before any of it sees the value.
 */
export function isNestedDeeperThan(limit: number, value: unknown): boolean {
  let level = containersAmong([value]);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= limit) return true;
    level = level.flatMap((container) => containersAmong(Object.values(container)));
  }
  return false;
}

function containersAmong(values: readonly unknown[]): object[] {
  return values.filter((value): value is object => typeof value === "object" && value !== null);
}
