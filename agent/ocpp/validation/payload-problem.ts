import type { OcppErrorCode } from "#agent/ocpp/validation/error-code";
import type { Finding } from "#agent/ocpp/validation/schema-compiler";

/** Why a payload is no such message. */
export interface PayloadProblem {
  readonly code: OcppErrorCode;
  /** JSON pointer; empty for the payload as a whole. */
  readonly path: string;
  /** At most 255 characters, and nothing of the payload in it: it goes back to the sender and into logs. */
  readonly message: string;
}

const DESCRIPTION_LIMIT = 255;

interface Row {
  readonly code: OcppErrorCode;
  readonly says: (wanted: string) => string;
}

const rows: Readonly<Record<string, Row>> = {
  required: { code: "occurrence", says: (name) => `${name} is missing` },
  minItems: { code: "occurrence", says: (limit) => `fewer than ${limit} elements` },
  maxItems: { code: "occurrence", says: (limit) => `more than ${limit} elements` },
  type: { code: "type", says: (type) => `not of type ${type}` },
  enum: { code: "property", says: () => "not one of the values allowed" },
  const: { code: "property", says: () => "not the value allowed" },
  minimum: { code: "property", says: (limit) => `less than ${limit}` },
  maximum: { code: "property", says: (limit) => `more than ${limit}` },
  exclusiveMinimum: { code: "property", says: (limit) => `not more than ${limit}` },
  exclusiveMaximum: { code: "property", says: (limit) => `not less than ${limit}` },
  multipleOf: { code: "property", says: (step) => `not a multiple of ${step}` },
  minLength: { code: "property", says: (limit) => `shorter than ${limit} characters` },
  maxLength: { code: "property", says: (limit) => `longer than ${limit} characters` },
  pattern: { code: "property", says: () => "not of the pattern" },
  format: { code: "property", says: (format) => `not a ${format}` },
  additionalProperties: { code: "format", says: () => "a property that the message does not have" },
};

const otherwise: Row = { code: "format", says: () => "not of the form of the message" };

/** OCPP leaves the choice of code open in places; a wrong enumeration value is settled by 1.6 errata 3.24 and 3.38, a missing field by its table. */
export function problemOf(finding: Finding): PayloadProblem {
  const row = rows[finding.keyword] ?? otherwise;
  return problem(row.code, finding.pointer, row.says(finding.wanted));
}

export function problem(code: OcppErrorCode, path: string, says: string): PayloadProblem {
  const text = path === "" ? says : `${path}: ${says}`;
  return { code, path, message: text.slice(0, DESCRIPTION_LIMIT) };
}
