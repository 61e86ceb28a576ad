import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** An upload that has begun and whose end has not been told. */
export interface UnfinishedUpload {
  readonly requestId?: number;
}

/** Remembers over restarts that an upload was under way, in one small file. */
export class UploadNote {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  write(upload: UnfinishedUpload): void {
    const fresh = `${this.#path}.new`;
    writeFileSync(fresh, JSON.stringify(upload), { mode: 0o600, flush: true });
    renameSync(fresh, this.#path);
  }

  read(): UnfinishedUpload | undefined {
    try {
      const content: unknown = JSON.parse(readFileSync(this.#path, "utf8"));
      const requestId: unknown =
        typeof content === "object" && content !== null ? Reflect.get(content, "requestId") : 0;
      return typeof requestId === "number" ? { requestId } : {};
    } catch {
      return undefined;
    }
  }

  clear(): void {
    rmSync(this.#path, { force: true });
  }
}
