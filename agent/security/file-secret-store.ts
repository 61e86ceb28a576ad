import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { AgentError } from "#hal/core/errors";
import type { SecretStore } from "#agent/ports/secret-store";

/** Files of mode 0600 in a directory of mode 0700 under the state directory. */
export class FileSecretStore implements SecretStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#directory, name), "utf8");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new AgentError("secret.unreadable", "a secret cannot be read", { name }, error);
    }
  }

  write(name: string, text: string): void {
    const path = join(this.#directory, name);
    const draft = `${path}.new`;
    this.#attempt(name, () => {
      const made = mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      if (made !== undefined) syncDirectory(dirname(made));
      // The directory may be older than this program's care for it.
      chmodSync(this.#directory, 0o700);
      // What a cut left behind may have another mode.
      rmSync(draft, { force: true });
      writeDurably(draft, text);
      renameSync(draft, path);
      syncDirectory(this.#directory);
    });
  }

  remove(name: string): void {
    if (this.read(name) === undefined) return;
    this.#attempt(name, () => {
      rmSync(join(this.#directory, name), { force: true });
      syncDirectory(this.#directory);
    });
  }

  #attempt(name: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      throw new AgentError("secret.not-written", "a secret cannot be written", { name }, error);
    }
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A name is on disk only when its directory is. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
