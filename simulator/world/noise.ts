import { intBelow, type RandomStream } from "#hal/core/random";
import type { Noise } from "#simulator/world/grid";

/** No chance at all: for tests that compute what should come out. */
export const silence: Noise = () => 0.5;

/** Value noise: one draw from the stream as key, then a hash of key, second and channel (finalizer of MurmurHash3, A. Appleby). */
export function seededNoise(stream: RandomStream): Noise {
  const key = intBelow(stream, 0x1_0000_0000);
  return (second, channel) => {
    let value = Math.imul(second, 0x9e3779b1) ^ Math.imul(channel + 1, 0x85ebca77) ^ key;
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return ((value ^ (value >>> 16)) >>> 0) / 0x1_0000_0000;
  };
}
