import { isRecord } from "#agent/ocpp/validation/is-record";
import type { JsonSchema } from "#agent/ocpp/validation/schema-set";

/** The schema without its bans on properties it does not know. */
export function withoutPropertyBans(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).filter(([key, value]) => !(key === "additionalProperties" && value === false));
  return Object.fromEntries(entries.map(([key, value]) => [key, loosened(value)]));
}

function loosened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(loosened);
  return isRecord(value) ? withoutPropertyBans(value) : value;
}

/** A copy without the properties that are null, and without a `__proto__` that JSON made an ordinary property. The value is known to be shallow. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([key, property]) => property !== null && key !== "__proto__");
  return Object.fromEntries(entries.map(([key, property]) => [key, withoutNulls(property)]));
}
