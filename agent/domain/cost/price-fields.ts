import { AgentError } from "#hal/core/errors";
import { type EpochMillis, epochMillis } from "#hal/core/units";
import { parseTime, type TimeOffsets } from "#agent/domain/cost/local-time";
import type { ChargingPrice, IdlePrice, PriceTexts } from "#agent/domain/cost/price";

/**
 * The fields of a message or key of the pricing extension, which are JSON in a text. What is not known is left alone.
 * @throws AgentError `data.unreadable` (details: field) from every method
 */
export class PriceFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  constructor(source: unknown, prefix = "") {
    if (!isFields(source)) throw unreadable(prefix === "" ? "data" : prefix.slice(0, -1));
    this.#fields = source;
    this.#prefix = prefix;
  }

  static parse(text: string): PriceFields {
    return new PriceFields(parseJson(text));
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

  optionalObject(name: string): PriceFields | undefined {
    const value = this.#own(name);
    return value === undefined ? undefined : new PriceFields(value, `${this.#prefix}${name}.`);
  }

  optionalObjects(name: string): readonly PriceFields[] {
    return this.#list(name).map((item, place) => new PriceFields(item, `${this.#prefix}${name}[${String(place)}].`));
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

export function readChargingPrice(fields: PriceFields): ChargingPrice {
  return pick(fields, ["kWhPrice", "hourPrice", "flatFee"]);
}

export function readIdlePrice(fields: PriceFields): IdlePrice {
  return pick(fields, ["graceMinutes", "hourPrice"]);
}

/** `priceText` with its translations; undefined where there is none. */
export function readTexts(fields: PriceFields): PriceTexts | undefined {
  const text = fields.optionalText("priceText");
  if (text === undefined) return undefined;
  const extra = fields
    .optionalObjects("priceTextExtra")
    .map((each) => ({ language: each.text("language"), text: each.text("content") }));
  return { text, extra };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable("data", error);
  }
}

function pick<Name extends string>(fields: PriceFields, names: readonly Name[]): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const value = fields.optionalNumber(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function unreadable(field: string, cause?: unknown): AgentError {
  return new AgentError("data.unreadable", "a price message has a field that cannot be read", { field }, cause);
}

function isFields(source: unknown): source is Readonly<Record<string, unknown>> {
  return typeof source === "object" && source !== null && !Array.isArray(source);
}
