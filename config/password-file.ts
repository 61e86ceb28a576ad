import { readFileSync, statSync } from "node:fs";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { readFailure } from "#config/read-json";

/**
 * The bytes of a password file without the newline that editors leave at its end. A file that others than its owner may read is refused:
 * a warning nobody reads would leave the password in reach of every program on the machine.
 */
export function readPasswordFile(file: string): Outcome<Uint8Array, string> {
  try {
    if ((statSync(file).mode & 0o077) !== 0)
      return refused("can be read by others than its owner; give it mode 0600 or less");
    const bytes = withoutNewline(readFileSync(file));
    return bytes.length === 0 ? refused("is empty") : accepted(bytes);
  } catch (error) {
    return refused(`cannot be read (${readFailure(error)})`);
  }
}

function withoutNewline(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  if (bytes[end - 1] === 0x0a) end--;
  if (end < bytes.length && bytes[end - 1] === 0x0d) end--;
  return new Uint8Array(bytes.subarray(0, end));
}
