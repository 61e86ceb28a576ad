import { randomBytes } from "node:crypto";
import type { Random, RandomStream } from "#hal/core/random";

/** Chance of this machine, from the source that keys come from. Labels make no difference here. */
export class SystemRandom implements Random {
  stream(_label: string): RandomStream {
    return { next: uniform };
  }
}

/** 48 random bits, as many as fit a double without rounding up to 1. */
function uniform(): number {
  return randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
}
