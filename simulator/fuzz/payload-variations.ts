import type { Schema } from "#simulator/fuzz/message-schemas";

/** A payload as the text of its JSON: what is hostile about it may be something that no value in memory can be. */
export interface Variation {
  readonly what: string;
  readonly text: string;
}

type Path = readonly (string | number)[];

interface Place {
  readonly path: Path;
  readonly schema: Schema;
  readonly value: unknown;
}

/** Numbers that JSON can write and `JSON.stringify` does not. */
const rawNumbers = ["1e999", "1e308", "-0", "1.0"] as const;
const RAW = /"@raw:([^"]*)"/g;
const raw = (text: string) => `@raw:${text}`;

const wrongTypes: readonly unknown[] = [null, true, "text", 5, [], { a: {} }];

const times = [
  ...["2030-01-01T00:00:00Z", "2030-01-01T00:00:00.123Z", "2030-01-01T00:00:00+14:00", "2030-01-01T00:00:00"],
  ...["2030-02-30T00:00:00Z", "2030-13-01T00:00:00Z", "2030-01-01T24:01:00Z", "2030-01-01T23:59:60Z", "2030-01-01"],
  ...["", "now", "0", "1893456000", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "+275760-09-13T00:00:00Z"],
  ...["2030-01-01T00:00:00.123456789Z", "2030-01-01 00:00:00Z", "２０３０-01-01T00:00:00Z", " 2030-01-01T00:00:00Z"],
];
const addresses = [
  ...["http://127.0.0.1:9/x", "ftp://127.0.0.1:9/x", "file:///etc/passwd", "javascript:alert(1)", "", "no address"],
  ...["http://", "//host/x", "http://127.0.0.1:9/\u0000", "http://[::1", "data:,x"],
];
const integers = [-1, 0, 1, 2, 100, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53, 2 ** 53 + 2, 0.5, -0.5];
const decimals = [0.1, 0.05, 0.15, 16.1, 6, 32, -0.1, 1e9, 123_456.7, 1e21];
const surplusNames = ["surplus", "__proto__", "constructor", "\ud800"];

/** Every field of the sample at and beyond the edges of its schema, missing, of another type, and every object with a field too many. */
export function variationsOf(schema: Schema, sample: unknown): readonly Variation[] {
  const whole: readonly Variation[] = [
    { what: "as it should be", text: textOf(sample) },
    ...wrongTypes.map((value) => ({ what: "payload of another type", text: textOf(value) })),
  ];
  return [...whole, ...placesOf({ path: [], schema, value: sample }).flatMap((place) => variationsAt(sample, place))];
}

function variationsAt(sample: unknown, { path, schema, value }: Place): readonly Variation[] {
  const where = path.join("/");
  const replacements = path.length === 0 ? [] : [...edgesOf(schema, value), ...wrongTypes];
  const isField = typeof path.at(-1) === "string";
  return [
    ...replacements.map((edge) => ({ what: `${where} at an edge`, text: textOf(replaced(sample, path, () => edge)) })),
    ...(isField ? [{ what: `${where} missing`, text: textOf(replaced(sample, path, () => undefined)) }] : []),
    ...(schema.type === "object"
      ? surplusNames.map((name) => ({
          what: `${where} with a field too many`,
          text: textOf(replaced(sample, path, (object) => withField(object, name))),
        }))
      : []),
  ];
}

function edgesOf(schema: Schema, value: unknown): readonly unknown[] {
  switch (schema.type) {
    case "integer":
      return [...integers, ...rawNumbers.map(raw), "1"];
    case "number":
      return [...decimals, ...rawNumbers.map(raw), "16"];
    case "array":
      return [
        [],
        [value],
        Array.isArray(value) ? [...(value as unknown[]), ...(value as unknown[])] : [],
        longList(value),
      ];
    case "string":
      return textEdges(schema);
    default:
      return [];
  }
}

function longList(value: unknown): readonly unknown[] {
  const [first] = Array.isArray(value) ? (value as unknown[]) : [];
  return Array.from({ length: 300 }, () => first);
}

function textEdges({ enum: words, maxLength, format }: Schema): readonly string[] {
  if (words !== undefined) {
    const [first = ""] = words;
    return [...words, first.toLowerCase(), `${first} `, `${first}X`, "", "__proto__", "constructor"];
  }
  if (format === "date-time") return times;
  if (format === "uri") return addresses;
  const longest = maxLength ?? 2000;
  const odd = ["", " ", "\u0000", "\ud800", "\udc00x", "'; DROP TABLE x; --", "__proto__", "%s%n", "../../etc/passwd"];
  const exact = ["x", "é", "\u{1f50c}"].flatMap((letter) =>
    [longest - 1, longest, longest + 1].map((n) => letter.repeat(n)),
  );
  return [...odd, ...exact, "x".repeat(longest * 10)];
}

function placesOf(place: Place): readonly Place[] {
  const { path, schema, value } = place;
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    return [place, ...placesOf({ path: [...path, 0], schema: schema.items ?? {}, value: first })];
  }
  if (typeof value !== "object" || value === null) return [place];
  const fields = new Map<string, unknown>(Object.entries(value));
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    fields.has(name) ? placesOf({ path: [...path, name], schema: field, value: fields.get(name) }) : [],
  );
  return [place, ...inside];
}

/** A copy in which what lies at the path is another; undefined takes it out. */
function replaced(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value))
    return (value as unknown[]).map((element, index) => (index === step ? replaced(element, rest, change) : element));
  if (typeof value !== "object" || value === null) return value;
  // Own properties whatever their names, which assigning to `__proto__` would not make.
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [
      name,
      name === step ? replaced(field, rest, change) : field,
    ]),
  );
}

function withField(object: unknown, name: string): unknown {
  if (typeof object !== "object" || object === null) return object;
  return Object.fromEntries([...Object.entries(object), [name, { isOpen: true }]]);
}

function textOf(value: unknown): string {
  return JSON.stringify(value).replaceAll(RAW, "$1");
}
