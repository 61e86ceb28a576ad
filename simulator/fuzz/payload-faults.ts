import type { Schema } from "#simulator/fuzz/message-schemas";

/** How OCPP-J 1.6 spells what it says to a request that cannot be served, two misspellings included (errata 5.1, 5.2). */
export type ErrorWord =
  | "FormationViolation"
  | "ProtocolError"
  | "PropertyConstraintViolation"
  | "OccurenceConstraintViolation"
  | "TypeConstraintViolation"
  | "NotImplemented"
  | "NotSupported"
  | "GenericError";

export interface Fault {
  readonly word: ErrorWord;
  /** A reader may also let it pass: the texts are silent, or kind readers understand what is meant. */
  readonly isPardonable: boolean;
}

const LARGEST_INTEGER = 2 ** 31 - 1;
const fault = (word: ErrorWord, isPardonable = false): Fault => ({ word, isPardonable });

/**
 * Everything that is wrong with a payload, judged by hand and on purpose without the validator that the program uses: missing field and too few
 * elements are occurrence, a wrong JSON type is type, a value that is not allowed is property, a field of nobody is formation.
 */
export function faultsOf(schema: Schema, value: unknown): readonly Fault[] {
  if (!isOfType(schema.type, value)) return [fault("TypeConstraintViolation")];
  if (typeof value === "string") return faultsOfText(schema, value);
  if (typeof value === "number") return faultsOfNumber(schema, value);
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    const few = elements.length < (schema.minItems ?? 0) ? [fault("OccurenceConstraintViolation")] : [];
    return [...few, ...elements.flatMap((element) => faultsOf(schema.items ?? {}, element))];
  }
  return typeof value === "object" && value !== null ? faultsOfObject(schema, value) : [];
}

function isOfType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function faultsOfObject(schema: Schema, value: object): readonly Fault[] {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const fields = new Map<string, unknown>(Object.entries(value));
  const missing = required.filter((name) => !fields.has(name)).map(() => fault("OccurenceConstraintViolation"));
  const inside = [...fields].flatMap(([name, field]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known !== undefined) return faultsOf(known, field);
    return additionalProperties ? [] : [fault("FormationViolation")];
  });
  return [...missing, ...inside];
}

function faultsOfText(schema: Schema, text: string): readonly Fault[] {
  const isLong = schema.maxLength !== undefined && Array.from(text).length > schema.maxLength;
  const isForeign = schema.enum !== undefined && !schema.enum.includes(text);
  return [
    ...(isLong || isForeign ? [fault("PropertyConstraintViolation")] : []),
    ...(schema.format === "date-time" ? faultsOfTime(text) : []),
    ...(schema.format === "uri" ? faultsOfUri(text) : []),
  ];
}

/** RFC 3339; a reader may know more forms than that, but not a text that begins otherwise, nor a day that no calendar has. */
function faultsOfTime(text: string): readonly Fault[] {
  const strict = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  if (day === undefined || !isInCalendar(day)) return [fault("PropertyConstraintViolation")];
  return strict.test(text) ? [] : [fault("PropertyConstraintViolation", true)];
}

function isInCalendar(day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const days = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30];
  const all = [...days, 31, 31, 30, 31, 30, 31];
  return date >= 1 && date <= (all[month - 1] ?? 0);
}

function faultsOfUri(text: string): readonly Fault[] {
  if (/^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.:/_-]+$/i.test(text)) return [];
  return [fault("PropertyConstraintViolation", /^[a-z][a-z0-9+.-]*:[^\s]+$/i.test(text))];
}

/** The norm's integers have 32 bits; its schemas do not say so. */
function faultsOfNumber(schema: Schema, value: number): readonly Fault[] {
  if (schema.type === "integer")
    return Math.abs(value) > LARGEST_INTEGER ? [fault("PropertyConstraintViolation", true)] : [];
  if (schema.multipleOf === undefined) return [];
  const steps = value / schema.multipleOf;
  if (Math.abs(steps) > LARGEST_INTEGER) return [fault("PropertyConstraintViolation", true)];
  return Math.abs(steps - Math.round(steps)) > 1e-6 ? [fault("PropertyConstraintViolation")] : [];
}
