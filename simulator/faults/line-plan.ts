import { intBelow, type RandomStream } from "#hal/core/random";
import { type Millis, millis } from "#hal/core/units";

/** How a line misbehaves. Each number is the probability, 0 to 1, that a piece of bytes meets with it; what is left out never happens. */
export interface LinePlan {
  readonly drop?: number;
  /** One bit of the piece is flipped. */
  readonly corrupt?: number;
  readonly duplicate?: number;
  /** Up to `noiseBytes` foreign bytes stand before the piece. */
  readonly noise?: number;
  readonly noiseBytes?: number;
  /** The end of the piece is missing. */
  readonly truncate?: number;
  /** The piece arrives in two. */
  readonly split?: number;
  readonly delay?: { readonly probability: number; readonly least: Millis; readonly most: Millis };
  /** The plug comes out. */
  readonly hangUp?: number;
  /** Which way is disturbed; both when left out. */
  readonly direction?: LineDirection;
}

export type LineDirection = "toDevice" | "fromDevice";

export const calmLine: LinePlan = {};

/** What becomes of one piece. */
export type Disturbance =
  | { readonly kind: "hang-up" }
  | { readonly kind: "pass"; readonly pieces: readonly Uint8Array[]; readonly delay: Millis };

const usualNoiseBytes = 4;

/** Every question is put to chance in the same order whatever the answers are, so that one more fault in a plan shifts nothing. */
export function disturb(bytes: Uint8Array, plan: LinePlan, chance: RandomStream): Disturbance {
  const draws = {
    hangUp: chance.next(),
    drop: chance.next(),
    corrupt: chance.next(),
    bit: intBelow(chance, Math.max(1, bytes.length * 8)),
    duplicate: chance.next(),
    noise: chance.next(),
    noiseLength: chance.next(),
    noiseSeed: intBelow(chance, 0x1_0000_0000),
    truncate: chance.next(),
    split: chance.next(),
    cut: chance.next(),
    delay: chance.next(),
    wait: chance.next(),
  };
  if (happens(draws.hangUp, plan.hangUp)) return { kind: "hang-up" };
  const delay = plan.delay;
  const wait =
    delay !== undefined && happens(draws.delay, delay.probability)
      ? millis(delay.least + draws.wait * (delay.most - delay.least))
      : millis(0);
  if (happens(draws.drop, plan.drop)) return { kind: "pass", pieces: [], delay: wait };
  let piece = happens(draws.corrupt, plan.corrupt) ? flipped(bytes, draws.bit) : bytes;
  if (happens(draws.truncate, plan.truncate)) piece = piece.subarray(0, Math.floor(draws.cut * piece.length));
  if (happens(draws.noise, plan.noise)) {
    const length = 1 + Math.floor(draws.noiseLength * (plan.noiseBytes ?? usualNoiseBytes));
    piece = joined(noiseBytes(length, draws.noiseSeed), piece);
  }
  const pieces = happens(draws.split, plan.split) ? halves(piece, draws.cut) : [piece];
  const all = happens(draws.duplicate, plan.duplicate) ? [...pieces, ...pieces] : pieces;
  return { kind: "pass", pieces: all.filter((part) => part.length > 0), delay: wait };
}

function happens(draw: number, probability: number | undefined): boolean {
  return probability !== undefined && draw < probability;
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  const index = bit >>> 3;
  const byte = copy[index];
  if (byte !== undefined) copy[index] = byte ^ (1 << (bit & 7));
  return copy;
}

function halves(bytes: Uint8Array, at: number): readonly Uint8Array[] {
  const place = Math.max(1, Math.floor(at * bytes.length));
  return [bytes.subarray(0, place), bytes.subarray(place)];
}

function noiseBytes(length: number, seed: number): Uint8Array {
  let value = seed;
  return Uint8Array.from({ length }, () => {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    return value >>> 24;
  });
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
