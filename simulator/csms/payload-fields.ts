/** A JSON object whose fields are not yet known. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of `value`, or none when it is no JSON object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textField(value: unknown, name: string): string | undefined {
  const field = fieldsOf(value)[name];
  return typeof field === "string" ? field : undefined;
}

export function numberField(value: unknown, name: string): number | undefined {
  const field = fieldsOf(value)[name];
  return typeof field === "number" ? field : undefined;
}

/** The elements of a list field; none when it is absent or no list. */
export function listField(value: unknown, name: string): readonly unknown[] {
  const field: unknown = fieldsOf(value)[name];
  return Array.isArray(field) ? field : [];
}
