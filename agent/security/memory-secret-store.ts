import type { SecretStore } from "#agent/ports/secret-store";

/** Secrets that end with the process; for stations in virtual time. */
export class MemorySecretStore implements SecretStore {
  readonly #texts = new Map<string, string>();

  read(name: string): string | undefined {
    return this.#texts.get(name);
  }

  write(name: string, text: string): void {
    this.#texts.set(name, text);
  }

  remove(name: string): void {
    this.#texts.delete(name);
  }
}
