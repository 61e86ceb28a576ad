import { readdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AgentError } from "#hal/core/errors";

export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The files that the panel serves, by URL path. The list is made once: what is not in it does not exist. */
export class PanelAssets {
  readonly #files: ReadonlyMap<string, string>;

  private constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
  }

  /**
   * Finds the files below the package's root: the compiled page in `dist`, the still ones in the sources, the chart in `node_modules`.
   * Rejects with AgentError `panel.page-missing` when the page has not been built.
   */
  static async find(packageRoot: string): Promise<PanelAssets> {
    const compiled = join(packageRoot, "dist/simulator/panel/page");
    const still = join(packageRoot, "simulator/panel/page/static");
    const chart = join(packageRoot, "node_modules/uplot/dist");
    const files = new Map([
      ...(await list(still, "/static/")),
      ...(await list(compiled, "/page/")),
      ["/", join(still, "index.html")],
      ["/vendor/uPlot.js", join(chart, "uPlot.esm.js")],
      ["/vendor/uPlot.css", join(chart, "uPlot.min.css")],
    ]);
    if (!files.has("/page/main.js"))
      throw new AgentError("panel.page-missing", "the panel's page is not built", { compiled });
    return new PanelAssets(files);
  }

  /** Undefined for a path that is not served. */
  async read(path: string): Promise<Asset | undefined> {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    // A file that vanished after the list was made is simply not served.
    const body = await readFile(file).catch(() => undefined);
    return body === undefined ? undefined : { contentType: contentTypes[extname(file)] ?? "text/plain", body };
  }
}

/** The nearest folder above `moduleUrl` that holds a package.json. Throws AgentError `panel.no-package`. */
export function packageRootOf(moduleUrl: string): string {
  for (let folder = dirname(fileURLToPath(moduleUrl)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) throw new AgentError("panel.no-package", "not inside a package", { moduleUrl });
  }
}

async function list(folder: string, prefix: string): Promise<readonly (readonly [string, string])[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => Object.hasOwn(contentTypes, extname(name)))
    .map((name) => [`${prefix}${name}`, join(folder, name)] as const);
}
