/** How mail is encrypted: before the first word, after the server's greeting, or not at all. Certificates are always checked. */
export const mailSecurities = ["starttls", "tls", "none"] as const;
export type MailSecurity = (typeof mailSecurities)[number];

/**
 * Why a letter did not leave: the name is unknown or nobody answers; the certificate is not good; no encryption is offered; the login is refused;
 * the server does not take the letter now; it never will; it did not come to an end in time.
 */
export const mailTroubles = [
  "unreachable",
  "untrusted",
  "noTls",
  "loginRefused",
  "busy",
  "refused",
  "timeout",
  "failed",
] as const;
export type MailTrouble = (typeof mailTroubles)[number];

/** Addresses that one letter goes to. */
export const MOST_ADDRESSES = 5;

/** `name@host`, one of them; whether there is such a person only the server can tell. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text);
}

/** Separated by commas. */
export function mailAddresses(text: string): readonly string[] {
  return text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));
}

export function areMailAddresses(text: string): boolean {
  const all = mailAddresses(text);
  return all.length > 0 && all.length <= MOST_ADDRESSES && all.every(isMailAddress);
}

/** A name of the DNS or an address of IPv4 or IPv6. */
export function isMailHost(text: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text) || /^[0-9A-Fa-f:.]{2,45}$/.test(text);
}
