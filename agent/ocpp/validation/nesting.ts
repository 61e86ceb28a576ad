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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** The same of a text that has not been parsed, in one pass; whether it is JSON at all does not matter. */
export function isTextNestedDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === QUOTE) place = endOfString(text, place + 1);
    else if (CLOSING.has(code)) depth -= 1;
    else if (OPENING.has(code) && ++depth > limit) return true;
  }
  return false;
}

/** Where the closing quote is. */
function endOfString(text: string, start: number): number {
  for (let place = start; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === QUOTE) return place;
    if (code === BACKSLASH) place += 1;
  }
  return text.length;
}
