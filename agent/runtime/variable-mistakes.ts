import { overrideMistakes, type VariableMistake } from "#agent/control/variables";

const words = {
  unknown: "there is no such OCPP key",
  readOnly: "cannot be set: it says what the station is",
  invalid: "is not a value that this key may have",
} as const satisfies Record<VariableMistake["why"], string>;

/** What is wrong with the OCPP keys of a configuration file, told as its other mistakes are: file, place, words, and never the value. */
export function variableMistakes(
  file: string,
  variables: Readonly<Record<string, string>>,
): readonly { readonly file: string; readonly path: string; readonly message: string }[] {
  return overrideMistakes(variables).map(({ name, why }) => ({ file, path: `variables.${name}`, message: words[why] }));
}
