import { type Millis, seconds } from "#hal/core/units";
import { type MeasurandChoice, measurandChoices } from "#agent/domain/metering/measurand-choice";

/** What a value of each type is to the program; as text it is what OCPP 1.6 writes in a configuration key. */
export interface ValueByType {
  readonly boolean: boolean;
  readonly integer: number;
  /** Whole seconds as text. */
  readonly seconds: Millis;
  /** A comma separated list as text; empty for none. */
  readonly measurands: readonly MeasurandChoice[];
  readonly string: string;
}
export type VariableType = keyof ValueByType;

interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

interface ConstraintsByType {
  readonly boolean: Readonly<Record<string, never>>;
  readonly integer: Range;
  readonly seconds: Range;
  readonly measurands: { readonly members: readonly MeasurandChoice[] };
  readonly string: {
    readonly maximumLength: number;
    readonly pattern: RegExp;
    /** What a pattern cannot say. */
    readonly accepts?: (text: string) => boolean;
  };
}

/** How a variable is called, what it may hold and who may change it. */
export interface VariableDefinition<Type extends VariableType> {
  readonly type: Type;
  readonly constraints: ConstraintsByType[Type];
  /** In canonical text. */
  readonly default: string;
  readonly unit?: "s";
  readonly mutability: "ReadOnly" | "ReadWrite" | "WriteOnly";
  /** A new value works only after a restart. */
  readonly rebootRequired: boolean;
  /** What decides its value is more than a text; the station keeps it elsewhere and shows it here. */
  readonly keptBy?: "station";
  /** The back end cannot set it; who installs the station can. */
  readonly isInstallable?: true;
  /** The configuration key of OCPP 1.6. */
  readonly key16?: string;
  /** For people: what it does, in one or two sentences. Goes into docs/configuration-keys.md. */
  readonly meaning: string;
  /** `Component.Variable` or `Component.Variable[Instance]` of the 2.x device model, where it has one. */
  readonly name2x?: string;
}

/** Definitions under the names that the program uses for their variables. */
export type Definitions = Readonly<Record<string, { [Type in VariableType]: VariableDefinition<Type> }[VariableType]>>;

interface Codec<Type extends VariableType> {
  parse(text: string, constraints: ConstraintsByType[Type]): ValueByType[Type] | undefined;
  format(value: ValueByType[Type]): string;
}

const codecs: { readonly [Type in VariableType]: Codec<Type> } = {
  boolean: { parse: parseBoolean, format: String },
  integer: { parse: parseInteger, format: String },
  seconds: {
    parse: (text, range) => {
      const count = parseInteger(text, range);
      return count === undefined ? undefined : seconds(count);
    },
    format: (value) => String(value / 1000),
  },
  measurands: { parse: parseMeasurands, format: (list) => list.join(",") },
  string: {
    parse: (text, { maximumLength, pattern, accepts = () => true }) =>
      text.length <= maximumLength && pattern.test(text) && accepts(text) ? text : undefined,
    format: (text) => text,
  },
};

/** The value that `text` stands for; undefined when the definition does not allow it. */
export function parseVariable<Type extends VariableType>(
  definition: VariableDefinition<Type>,
  text: string,
): ValueByType[Type] | undefined {
  return codecs[definition.type].parse(text, definition.constraints);
}

/** The one spelling of what `text` stands for; undefined when the definition does not allow it. */
export function canonicalText<Type extends VariableType>(
  definition: VariableDefinition<Type>,
  text: string,
): string | undefined {
  const codec: Codec<Type> = codecs[definition.type];
  const value = codec.parse(text, definition.constraints);
  return value === undefined ? undefined : codec.format(value);
}

function parseBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

function parseInteger(text: string, range: Range): number | undefined {
  if (!/^-?\d{1,10}$/.test(text.trim())) return undefined;
  const value = Number(text);
  return value >= range.minimum && value <= range.maximum ? value : undefined;
}

/** One member that is unknown, not allowed here or there twice spoils the whole list (OCPP 1.6 section 5.3 leaves no partial success). */
function parseMeasurands(
  text: string,
  { members }: ConstraintsByType["measurands"],
): readonly MeasurandChoice[] | undefined {
  if (text.trim() === "") return [];
  const words = text.split(",").map((word) => word.trim());
  const list = words.flatMap((word) => measurandChoices.filter((name) => name === word && members.includes(name)));
  return list.length === words.length && new Set(list).size === list.length ? list : undefined;
}
