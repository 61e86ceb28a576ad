import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AgentError } from "#hal/core/errors";

/**
 * The directory of this package, found upwards from a module of it, so that data files are found from the sources and from `dist` alike.
 * @throws AgentError `config.no-package-root`
 */
export function packageRoot(moduleUrl: string = import.meta.url): string {
  const start = dirname(fileURLToPath(moduleUrl));
  for (let directory = start; ; directory = dirname(directory)) {
    if (isRoot(join(directory, "package.json"))) return directory;
    if (directory === dirname(directory))
      throw new AgentError("config.no-package-root", "the program's own directory cannot be found", { start });
  }
}

function isRoot(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
  return typeof content === "object" && content !== null && "name" in content && content.name === "borne";
}
