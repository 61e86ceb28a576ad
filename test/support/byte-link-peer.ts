import type { ByteLink } from "#hal/links/byte-link";
import type { ByteLinkBench } from "#test/support/byte-link-contract";

/** A second byte link as the other end. */
export function linkAsPeer(link: ByteLink): ByteLinkBench["peer"] {
  const got: number[] = [];
  link.bytes.listen((bytes) => got.push(...bytes));
  return { send: (bytes) => link.write(bytes), received: () => got, ready: () => link.open() };
}
