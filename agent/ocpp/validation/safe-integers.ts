import { isRecord } from "#agent/ocpp/validation/is-record";
import type { JsonSchema } from "#agent/ocpp/validation/schema-set";

/**
 * The schema with integers that are exact as numbers here. JSON has no largest integer and the schemas of OCPP name none: beyond these limits a number
 * would be stored and told as another one. Not the norm's 32 bits, because some servers number their transactions by the time.
 */
export function withSafeIntegers(schema: JsonSchema): JsonSchema {
  const entries = Object.entries(schema).map(([key, value]) => [key, bounded(value)] as const);
  const limits =
    schema["type"] === "integer" ? { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } : {};
  return { ...limits, ...Object.fromEntries(entries) };
}

function bounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bounded);
  return isRecord(value) ? withSafeIntegers(value) : value;
}
