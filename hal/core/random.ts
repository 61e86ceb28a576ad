/** One labelled source of chance. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  next(): number;
}

/** Chance, injected. A stream depends on the seed and its label only, so that a new consumer does not shift the others. */
export interface Random {
  stream(label: string): RandomStream;
}

/** Uniform integer in [0, bound). */
export function intBelow(stream: RandomStream, bound: number): number {
  return Math.floor(stream.next() * bound);
}

/** A UUID of version 4 (RFC 9562) out of the given stream. */
export function uuid(stream: RandomStream): string {
  const digit = (mask: number, set: number) => ((intBelow(stream, 16) & mask) | set).toString(16);
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (place) =>
    place === "x" ? digit(0xf, 0) : digit(0x3, 0x8),
  );
}

/** Same seed, same numbers, on every machine. Not for keys. */
export class SeededRandom implements Random {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  stream(label: string): RandomStream {
    return new Sfc32(hash(`${String(this.#seed)}/${label}`));
  }
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** Small Fast Counter generator (C. Doty-Humphrey), 32 bit words. */
class Sfc32 implements RandomStream {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let round = 0; round < 12; round++) this.next();
  }

  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  }
}
