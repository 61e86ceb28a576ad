import { createRequire } from "node:module";
import type { Ajv } from "ajv";
import type { FormatsPlugin } from "ajv-formats";
import { readOcppTime } from "#agent/ocpp/validation/ocpp-time";
import type { JsonSchema } from "#agent/ocpp/validation/schema-set";

/** The first thing found wrong, as the schema's own words. */
export interface Finding {
  /** The keyword of JSON Schema that was broken. */
  readonly keyword: string;
  /** JSON pointer to the value, out of names that the schema knows. */
  readonly pointer: string;
  /** What the keyword asks for: the name of the missing property, the limit, the type. */
  readonly wanted: string;
}

export type CompiledSchema = (value: unknown) => Finding | undefined;

/**
 * Turns schemas into functions. `zone` says whether a time must carry its zone: what we send must, what we receive need not.
 * Loading ajv takes about 30 ms and compiling 1 to 10 ms a schema on a fast machine, ten times that on a small board; hence both wait for the first
 * message that needs them and the program's start does not pay.
 */
export class SchemaCompiler {
  readonly #zone: "required" | "optional";
  #ajv: Ajv | undefined;

  constructor(zone: "required" | "optional") {
    this.#zone = zone;
  }

  compile(schema: JsonSchema): CompiledSchema {
    this.#ajv ??= makeAjv(this.#zone);
    // The ids are URNs of a form that newer URI parsers refuse; references inside a schema do not need them.
    const { $id: _, $schema: __, ...nameless } = schema;
    const validate = this.#ajv.compile(nameless);
    return (value) => {
      if (validate(value)) return undefined;
      const [error] = validate.errors ?? [];
      if (error === undefined) return { keyword: "", pointer: "", wanted: "" };
      return { keyword: error.keyword, pointer: error.instancePath, wanted: wanted(error.params) };
    };
  }
}

function makeAjv(zone: "required" | "optional"): Ajv {
  const load = createRequire(import.meta.url);
  const { Ajv: AjvClass } = load("ajv") as { readonly Ajv: typeof Ajv };
  const { default: addFormats } = load("ajv-formats") as { readonly default: FormatsPlugin };
  // The schemas come with a package and tests compile them all: checking them against the meta-schema again doubles the time of the first one.
  const trusted = { meta: false, validateSchema: false } as const;
  // 0.1 is no binary fraction: without a precision 16.1 would not be a multiple of it.
  const ajv = new AjvClass({
    ...trusted,
    strict: false,
    // JSON can say 1e999, which is read as infinite.
    strictNumbers: true,
    multipleOfPrecision: 6,
    ownProperties: true,
    addUsedSchema: false,
  });
  addFormats(ajv, ["date-time", "uri"]);
  if (zone === "optional") ajv.addFormat("date-time", (text: string) => readOcppTime(text) !== undefined);
  return ajv;
}

/** Only words of the schema: an unknown property's name would be the sender's. */
function wanted(params: Readonly<Record<string, unknown>>): string {
  const word =
    params["missingProperty"] ?? params["limit"] ?? params["type"] ?? params["format"] ?? params["multipleOf"];
  return typeof word === "string" || typeof word === "number" ? String(word) : "";
}
