/** As people write it: letters and digits in groups. Also a vehicle identification number, of 17 characters, stands for a plate. */
export type Plate = string & { readonly plate: true };

/** Longest text, with what stands between the groups. */
export const PLATE_LENGTH = 20;

/** The one spelling of what somebody typed; undefined when it can be no plate. */
export function plateOf(typed: string): Plate | undefined {
  const text = typed.normalize("NFC").trim().toUpperCase().replace(/\s+/gu, " ");
  const isSound = text.length <= PLATE_LENGTH && /^[\p{L}\p{N}]+(?:[ .·-]?[\p{L}\p{N}]+)*$/u.test(text);
  // Shorter than two characters no country has any; a plate without a digit some have.
  return isSound && plateKey(text).length >= 2 ? (text as Plate) : undefined;
}

/** By this plates are the same, however their groups are kept apart. */
export function plateKey(plate: string): string {
  return plate.replace(/[^\p{L}\p{N}]/gu, "");
}
