import type { ConfigMistake } from "#config/mistake";

/** One line per mistake, for whoever installs the charger. */
export function printMistakes(mistakes: readonly ConfigMistake[]): string {
  return mistakes
    .map(({ file, path, message }) => [file, path, message].filter((part) => part !== "").join(": "))
    .join("\n");
}
