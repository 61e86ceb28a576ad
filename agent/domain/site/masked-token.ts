/** What those may see of a tag's number who may not charge under it: enough to tell two tags apart. */
export function maskedToken(token: string): string {
  return token.length <= 4 ? "····" : `····${token.slice(-4)}`;
}
