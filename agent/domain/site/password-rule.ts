/** What a password lacks. */
export const passwordLacks = ["length", "capital", "digit", "special", "tooLong", "same"] as const;
export type PasswordLack = (typeof passwordLacks)[number];

const SHORTEST = 8;
/** More is work for the charger and no gain for its owner. */
const LONGEST = 128;

/** The rule of the guides: eight characters with a capital letter, a digit and a special character. Empty when the password is good; `before` is the one that it replaces. */
export function passwordLack(password: string, before?: string): readonly PasswordLack[] {
  const { length } = Array.from(password);
  const isMissing: Readonly<Record<PasswordLack, boolean>> = {
    length: length < SHORTEST,
    capital: !/\p{Lu}/u.test(password),
    digit: !/\p{Nd}/u.test(password),
    special: !/[^\p{L}\p{N}\s]/u.test(password),
    tooLong: length > LONGEST,
    same: password === before,
  };
  return passwordLacks.filter((lack) => isMissing[lack]);
}
