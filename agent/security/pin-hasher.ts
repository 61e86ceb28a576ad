import { createHmac } from "node:crypto";
import { intBelow, type RandomStream } from "#hal/core/random";
import type { SecretStore } from "#agent/ports/secret-store";

const NAME = "guest-pins.key";

/**
 * Hashes of PINs, which have so few digits that a plain hash of one is as good as the PIN. These need a key that lies with the secrets, so that nobody
 * finds a PIN in a copy of the store.
 */
export class PinHasher {
  readonly #secrets: SecretStore;
  readonly #chance: RandomStream;
  #key: string | undefined;

  constructor(secrets: SecretStore, chance: RandomStream) {
    this.#secrets = secrets;
    this.#chance = chance;
  }

  /** @throws AgentError `secret.not-written`, `secret.unreadable` */
  hash(pin: string): string {
    this.#key ??= this.#secrets.read(NAME) ?? this.#newKey();
    return createHmac("sha256", Buffer.from(this.#key, "hex")).update(pin).digest("hex");
  }

  #newKey(): string {
    const key = Array.from({ length: 64 }, () => intBelow(this.#chance, 16).toString(16)).join("");
    this.#secrets.write(NAME, key);
    return key;
  }
}
