import { AgentError } from "#hal/core/errors";
import { type EpochMillis, epochMillis } from "#hal/core/units";
import { parseTime, type TimeOffsets } from "#agent/domain/cost/local-time";

/**
 * The fields of a vendor's message, which is JSON in a text. What is not known is left alone.
 * @throws AgentError `data.unreadable` (details: field) from every method
 */
export class JsonFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  constructor(source: unknown, prefix = "") {
    if (!isFields(source)) throw unreadable(prefix === "" ? "data" : prefix.slice(0, -1));
    this.#fields = source;
    this.#prefix = prefix;
  }

  static parse(text: string): JsonFields {
    return new JsonFields(parseJson(text));
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name);
  }

  optionalText(name: string): string | undefined {
    const value = this.#own(name);
    if (value === undefined || typeof value === "string") return value;
    return this.#missing(name);
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.#missing(name);
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#own(name);
    if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
    return this.#missing(name);
  }

  integer(name: string): number {
    const value = this.number(name);
    return Number.isSafeInteger(value) ? value : this.#missing(name);
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.#own(name);
    if (value === undefined || typeof value === "boolean") return value;
    return this.#missing(name);
  }

  oneOf<Meaning>(name: string, words: ReadonlyMap<string, Meaning>): Meaning {
    return words.get(this.text(name)) ?? this.#missing(name);
  }

  optionalWords<Meaning>(name: string, words: ReadonlyMap<string, Meaning>): readonly Meaning[] {
    return this.#list(name).map(
      (word) => (typeof word === "string" ? words.get(word) : undefined) ?? this.#missing(name),
    );
  }

  time(name: string, offsets: TimeOffsets): EpochMillis {
    return this.optionalTime(name, offsets) ?? this.#missing(name);
  }

  optionalTime(name: string, offsets: TimeOffsets): EpochMillis | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const time = parseTime(text, offsets);
    return time === undefined ? this.#missing(name) : epochMillis(time);
  }

  object(name: string): JsonFields {
    return this.optionalObject(name) ?? this.#missing(name);
  }

  optionalObject(name: string): JsonFields | undefined {
    const value = this.#own(name);
    return value === undefined ? undefined : new JsonFields(value, `${this.#prefix}${name}.`);
  }

  optionalObjects(name: string): readonly JsonFields[] {
    return this.#list(name).map((item, place) => new JsonFields(item, `${this.#prefix}${name}[${String(place)}].`));
  }

  /** Null counts as absent: some servers write it so. */
  #own(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? (this.#fields[name] ?? undefined) : undefined;
  }

  #list(name: string): readonly unknown[] {
    const value = this.#own(name) ?? [];
    return Array.isArray(value) ? value : this.#missing(name);
  }

  #missing(name: string): never {
    throw unreadable(`${this.#prefix}${name}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable("data", error);
  }
}

function unreadable(field: string, cause?: unknown): AgentError {
  return new AgentError("data.unreadable", "a message has a field that cannot be read", { field }, cause);
}

function isFields(source: unknown): source is Readonly<Record<string, unknown>> {
  return typeof source === "object" && source !== null && !Array.isArray(source);
}
