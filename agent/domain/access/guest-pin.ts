import { intBelow, type RandomStream } from "#hal/core/random";

const DIGITS = 10;

/** Ten digits of chance: with the throttle in front of them nobody guesses one while it is valid. */
export function guestPin(chance: RandomStream): string {
  return Array.from({ length: DIGITS }, () => String(intBelow(chance, 10))).join("");
}

/** The digits of what somebody typed, without the blanks and hyphens between; undefined when it cannot be a PIN. */
export function pinDigits(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, "");
  return /^\d{10}$/.test(digits) ? digits : undefined;
}
