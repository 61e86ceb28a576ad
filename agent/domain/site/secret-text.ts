import { intBelow, type RandomStream } from "#hal/core/random";

/** Without letters and digits that are taken for each other on a label. */
const labelLetters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const tokenLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function textOf(letters: string, length: number, chance: RandomStream): string {
  return Array.from({ length }, () => letters.charAt(intBelow(chance, letters.length))).join("");
}

/** The password of a label: 12 characters of chance, about 69 bits, in groups that can be read aloud; it meets the password rule. */
export function factoryPassword(chance: RandomStream): string {
  const groups = Array.from({ length: 3 }, () => textOf(labelLetters, 4, chance));
  const text = groups.join("-");
  return /\d/.test(text) && /[A-Z]/.test(text) ? text : factoryPassword(chance);
}

/** Eight digits, for whoever stands before the charger and has pressed its button. */
export function labelPin(chance: RandomStream): string {
  return textOf("0123456789", 8, chance);
}

/** 43 letters of 6 bits each: nobody guesses it. */
export function sessionToken(chance: RandomStream): string {
  return textOf(tokenLetters, 43, chance);
}
