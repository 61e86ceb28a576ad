import { AgentError } from "#hal/core/errors";

/** High byte first, as Modbus sends every 16 bit word except the CRC. Throws AgentError `modbus.bad-request` beyond 0 to 65535. */
export function wordBytes(word: number): readonly [number, number] {
  if (!Number.isInteger(word) || word < 0 || word > 0xffff)
    throw new AgentError("modbus.bad-request", "a register holds 16 bits", { value: word });
  return [word >>> 8, word & 0xff];
}

export function wordAt(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

/** High byte first. Throws AgentError `modbus.bad-request` beyond 0 to 65535. */
export function packWords(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * words.length);
  words.forEach((word, index) => {
    const [high, low] = wordBytes(word);
    bytes[2 * index] = high;
    bytes[2 * index + 1] = low;
  });
  return bytes;
}

export function unpackWords(bytes: Uint8Array): readonly number[] {
  const words: number[] = [];
  for (let offset = 0; offset + 1 < bytes.length; offset += 2) words.push(wordAt(bytes, offset));
  return words;
}

/** The first bit is the lowest of the first byte. */
export function packBits(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, index) => {
    if (bit) bytes[index >>> 3] = (bytes[index >>> 3] ?? 0) | (1 << (index & 7));
  });
  return bytes;
}

export function unpackBits(bytes: Uint8Array, count: number): readonly boolean[] {
  return Array.from({ length: count }, (_, index) => (((bytes[index >>> 3] ?? 0) >>> (index & 7)) & 1) === 1);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
