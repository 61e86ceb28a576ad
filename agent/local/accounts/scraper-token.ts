import { createHash, timingSafeEqual } from "node:crypto";
import type { RandomStream } from "#hal/core/random";
import { sessionToken } from "#agent/domain/site/secret-text";
import type { SecretStore } from "#agent/ports/secret-store";

/** The hash of the token; nobody can read the token itself again. */
const SECRET = "scraper-token";

/**
 * What a program shows that collects numbers day and night: it cannot log in as people do. The charger makes it up, so that it is never weak, and
 * it opens nothing but what is for collectors.
 */
export class ScraperToken {
  readonly #secrets: SecretStore;
  readonly #chance: RandomStream;

  constructor(secrets: SecretStore, chance: RandomStream) {
    this.#secrets = secrets;
    this.#chance = chance;
  }

  /**
   * A new one, told this once; the one before opens nothing any more.
   * @throws AgentError `secret.not-written`
   */
  renew(): string {
    const token = sessionToken(this.#chance);
    this.#secrets.write(SECRET, hashOf(token).toString("hex"));
    return token;
  }

  /** @throws AgentError `secret.not-written` */
  forget(): void {
    this.#secrets.remove(SECRET);
  }

  /** Whether this header (RFC 6750 section 2.1) shows it. */
  admits(authorization: string | undefined): boolean {
    const [, token] = /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(authorization ?? "") ?? [];
    const known = token === undefined ? undefined : this.#secrets.read(SECRET);
    if (token === undefined || known === undefined) return false;
    const wanted = Buffer.from(known, "hex");
    const shown = hashOf(token);
    return wanted.length === shown.length && timingSafeEqual(wanted, shown);
  }
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(`scraper ${token}`).digest();
}
