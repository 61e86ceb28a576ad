import { AgentError } from "#hal/core/errors";
import type { Fields } from "#simulator/csms/payload-fields";

export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly isWhole?: boolean;
}

/** Every operation takes these: a harness may name the place also where one would not need it. */
const everywhere = ["evseId", "connectorId"];

/**
 * The arguments of one operation, each read with what it may be. All methods throw AgentError `charger.argument` with words for whoever wrote
 * the harness.
 */
export class Arguments {
  readonly #fields: Fields;

  constructor(fields: Fields, known: readonly string[]) {
    const possible = [...everywhere, ...known];
    const unknown = Object.keys(fields).find((name) => !possible.includes(name));
    if (unknown !== undefined) throw mistake(`${unknown} is unknown; possible are ${possible.join(", ")}`);
    this.#fields = fields;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  /** `usual` stands in for an argument that is left out; without it the argument must be there. */
  number(name: string, range: NumberRange, usual?: number): number {
    const value = this.has(name) ? this.#fields[name] : usual;
    if (typeof value === "number" && isWithin(value, range)) return value;
    const kind = range.isWhole === true ? "whole number" : "number";
    throw mistake(`${name} must be a ${kind} from ${String(range.from)} to ${String(range.to)}`);
  }

  text(name: string, longest: number): string {
    const value = this.#fields[name];
    if (typeof value === "string" && value !== "" && value.length <= longest) return value;
    throw mistake(`${name} must be text of 1 to ${String(longest)} characters`);
  }

  /** Undefined when it is left out. */
  optionalText(name: string, longest: number): string | undefined {
    return this.has(name) ? this.text(name, longest) : undefined;
  }

  word<Word extends string>(name: string, words: readonly Word[], usual?: Word): Word {
    const value = this.has(name) ? this.#fields[name] : usual;
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw mistake(`${name} must be one of ${words.join(", ")}`);
  }

  flag(name: string, usual: boolean): boolean {
    const value = this.has(name) ? this.#fields[name] : usual;
    if (typeof value === "boolean") return value;
    throw mistake(`${name} must be true or false`);
  }

  /** A list, each number once. */
  numbers(name: string, range: NumberRange, usual: readonly number[]): readonly number[] {
    const value: unknown = this.has(name) ? this.#fields[name] : usual;
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const numbers = list.filter((each): each is number => typeof each === "number" && isWithin(each, range));
    if (list.length > 0 && numbers.length === list.length) return [...new Set(numbers)];
    throw mistake(`${name} must be a list of whole numbers from ${String(range.from)} to ${String(range.to)}`);
  }
}

function isWithin(value: number, { from, to, isWhole }: NumberRange): boolean {
  return value >= from && value <= to && (isWhole !== true || Number.isInteger(value));
}

function mistake(why: string): AgentError {
  return new AgentError("charger.argument", why);
}
