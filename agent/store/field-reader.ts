import { AgentError } from "#hal/core/errors";

/** Which row is read, for the error. */
export interface RowPlace {
  readonly table: string;
  readonly key: string | number;
}

/**
 * Reads the fields of a row, or of an object inside it, and believes nothing. Null and absent are the same.
 * @throws AgentError `store.corrupt-row` (details: table, key, field) from every method
 */
export class FieldReader {
  readonly #place: RowPlace;
  readonly #prefix: string;
  readonly #fields: Fields;

  constructor(place: RowPlace, source: unknown, prefix = "") {
    this.#place = place;
    this.#prefix = prefix;
    if (!isFields(source)) throw corruptRow(place, prefix);
    this.#fields = source;
  }

  has(name: string): boolean {
    return (this.#own(name) ?? undefined) !== undefined;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.#own(name) ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    throw this.#corrupt(name);
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.#missing(name);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#own(name) ?? undefined;
    if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
    throw this.#corrupt(name);
  }

  integer(name: string): number {
    const value = this.number(name);
    if (!Number.isSafeInteger(value)) throw this.#corrupt(name);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#own(name);
    if (typeof value === "boolean") return value;
    throw this.#corrupt(name);
  }

  oneOf<Word extends string>(name: string, words: Readonly<Record<Word, true>>): Word {
    return this.optionalOneOf(name, words) ?? this.#missing(name);
  }

  optionalOneOf<Word extends string>(name: string, words: Readonly<Record<Word, true>>): Word | undefined {
    const value = this.optionalText(name);
    if (value === undefined || isWord(value, words)) return value;
    throw this.#corrupt(name);
  }

  /** The objects of a list, each as a reader. */
  list(name: string): readonly FieldReader[] {
    const value = this.#own(name);
    if (!Array.isArray(value)) throw this.#corrupt(name);
    return value.map((item: unknown, i) => new FieldReader(this.#place, item, `${this.#prefix}${name}[${String(i)}].`));
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  /** An object inside this one, as a reader. */
  object(name: string): FieldReader {
    return new FieldReader(this.#place, this.#own(name), `${this.#prefix}${name}.`);
  }

  #missing(name: string): never {
    throw this.#corrupt(name);
  }

  #corrupt(name: string): AgentError {
    return corruptRow(this.#place, `${this.#prefix}${name}`);
  }
}

export function corruptRow(place: RowPlace, field: string, cause?: unknown): AgentError {
  return new AgentError("store.corrupt-row", "a stored row cannot be read", { ...place, field }, cause);
}

/** @throws AgentError `store.corrupt-row` */
export function parseBody(place: RowPlace, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw corruptRow(place, "body", error);
  }
}

/** @throws AgentError `store.corrupt-row` when what stands in a body is no list */
export function listIn(place: RowPlace, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw corruptRow(place, "body");
  return value;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(source: unknown): source is Fields {
  return typeof source === "object" && source !== null;
}

function isWord<Word extends string>(value: string, words: Readonly<Record<Word, true>>): value is Word {
  return Object.hasOwn(words, value);
}
