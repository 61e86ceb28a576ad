/** One thing that a value must be. */
export type Check = (value: unknown) => boolean;

/** The fields of a payload; a field of another name is wrong. */
export interface Expectation {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
}

export const text =
  (longest: number): Check =>
  (value) =>
    typeof value === "string" && value.length >= 1 && value.length <= longest;
export const whole: Check = (value) => Number.isInteger(value);
export const natural: Check = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0;
export const time: Check = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
export const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value);
export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check);

export const word =
  (longest: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= longest;
export const flag: Check = (value) => typeof value === "boolean";
export const amount: Check = (value) => typeof value === "number" && Number.isFinite(value);
/** A payload of one status. */
export const status = (...words: readonly string[]): Expectation => ({ required: { status: oneOf(...words) } });

export const fits =
  (expectation: Expectation): Check =>
  (value) =>
    problemsOf(expectation, value).length === 0;

/** What is wrong with a payload; nothing when all is well. */
export function problemsOf({ required, optional = {} }: Expectation, value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ["is no object"];
  const fields = new Map<string, unknown>(Object.entries(value));
  const missing = Object.keys(required).filter((name) => !fields.has(name));
  const wrong = [...fields].flatMap(([name, field]) => {
    const check = required[name] ?? optional[name];
    if (check === undefined) return [`${name} is unknown`];
    return check(field) ? [] : [`${name} is wrong`];
  });
  return [...missing.map((name) => `${name} is missing`), ...wrong];
}
