import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { type FileReply, refuse, type Refused } from "#agent/local/api/route";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page as the build made it: a start file, and assets whose names change with their content. Every browser takes gzip. */
export class PageFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  start(): FileReply | Refused {
    return this.#file("index.html", false);
  }

  /** Names come from outside; there are no folders. */
  asset(name: string): FileReply | Refused {
    return /^[\w-]+(\.[\w-]+)+$/.test(name) ? this.#file(name, true) : refuse(404, "notFound");
  }

  #file(name: string, isKept: boolean): FileReply | Refused {
    const path = join(this.#folder, `${name}.gz`);
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined || !existsSync(path)) return refuse(404, "notFound");
    return { kind: "file", contentType, body: readFileSync(path), encoding: "gzip", isKept };
  }
}
