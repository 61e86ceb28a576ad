import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Which key an SSH server has shown. */
export interface KnownHosts {
  /** False when this is another key than the one that the host has shown before. The first one is believed and kept. */
  isFamiliar(host: string, port: number, key: Uint8Array): boolean;
}

/** Keys of hosts in one JSON file: `{"host:port": "SHA256:…"}`. Whoever gives a server a new key removes its line. */
export class KnownHostsFile implements KnownHosts {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  isFamiliar(host: string, port: number, key: Uint8Array): boolean {
    const name = `${host}:${String(port)}`;
    const fingerprint = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
    const known = this.#read();
    const earlier = known.get(name);
    if (earlier !== undefined) return earlier === fingerprint;
    this.#write(new Map([...known, [name, fingerprint]]));
    return true;
  }

  #read(): ReadonlyMap<string, string> {
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch {
      return new Map();
    }
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null) return new Map();
    return new Map(Object.entries(content).map(([name, value]) => [name, String(value)]));
  }

  #write(known: ReadonlyMap<string, string>): void {
    const fresh = `${this.#path}.new`;
    writeFileSync(fresh, `${JSON.stringify(Object.fromEntries(known), undefined, 2)}\n`, { mode: 0o600 });
    renameSync(fresh, this.#path);
  }
}
