import { scrypt, timingSafeEqual } from "node:crypto";
import type { RandomStream } from "#hal/core/random";
import { sessionToken } from "#agent/domain/site/secret-text";

export interface HashCost {
  /** Power of two; memory is 128 * N * r bytes. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 16 MB and some tenths of a second on a small processor: as strong as the larger sets of OWASP's table, in less memory. */
export const usualCost: HashCost = { N: 16_384, r: 8, p: 5 };
const KEY_BYTES = 32;
/** A hash that asks for more was not written by this program. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Hashes passwords by scrypt, one at a time, so that guessing cannot fill the memory. The cost stands in each hash. */
export class PasswordHasher {
  readonly #chance: RandomStream;
  readonly #cost: HashCost;
  #last: Promise<unknown> = Promise.resolve();

  constructor(chance: RandomStream, cost: HashCost = usualCost) {
    this.#chance = chance;
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    const salt = sessionToken(this.#chance);
    const key = await this.#derive(password, salt, this.#cost);
    const { N, r, p } = this.#cost;
    return ["scrypt", N, r, p, salt, key.toString("base64url")].join("$");
  }

  /** False also for a hash that cannot be read. */
  async matches(password: string, hash: string): Promise<boolean> {
    const [kind, N, r, p, salt, key] = hash.split("$");
    if (kind !== "scrypt" || salt === undefined || key === undefined) return false;
    const known = Buffer.from(key, "base64url");
    const given = await this.#derive(password, salt, { N: Number(N), r: Number(r), p: Number(p) });
    return known.length === given.length && timingSafeEqual(known, given);
  }

  /** As long as a comparison takes, for a name that nobody has: who asks cannot tell the two apart. */
  async pretend(password: string): Promise<false> {
    await this.#derive(password, "nobody", this.#cost);
    return false;
  }

  #derive(password: string, salt: string, cost: HashCost): Promise<Buffer> {
    const next = this.#last.then(() => derived(password, salt, cost));
    this.#last = next.catch(() => undefined);
    return next;
  }
}

function derived(password: string, salt: string, { N, r, p }: HashCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: MOST_BYTES };
    scrypt(password.normalize("NFC"), salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
