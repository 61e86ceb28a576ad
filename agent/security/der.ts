import { AgentError } from "#hal/core/errors";

/** One element of DER (X.690): its identifier octet and its content. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  sequence: 0x30,
} as const;

/** The elements that lie side by side in the bytes. Throws AgentError `security.der` when the bytes are no DER. */
export function readDer(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = byteAt(bytes, at);
    if ((tag & 0x1f) === 0x1f) throw malformed("a tag of several bytes", at);
    const { begin, end } = extentOf(bytes, at + 1);
    elements.push({ tag, content: bytes.subarray(begin, end) });
    at = end;
  }
  return elements;
}

/** What lies in a sequence; throws when the element is none or is missing. */
export function sequenceOf(element: DerElement | undefined): readonly DerElement[] {
  return readDer(contentOf(element, derTag.sequence));
}

/** The content of an element; throws when it is of another kind or is missing. */
export function contentOf(element: DerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw malformed(`no element with tag ${String(tag)}`, 0);
  return element.content;
}

/** Dotted decimal. */
export function readObjectIdentifier(content: Uint8Array): string {
  const parts: number[] = [];
  let part = 0;
  for (const byte of content) {
    part = part * 128 + (byte & 0x7f);
    if (part > Number.MAX_SAFE_INTEGER) throw malformed("an object identifier out of range", 0);
    if ((byte & 0x80) !== 0) continue;
    parts.push(part);
    part = 0;
  }
  const [first = 0, ...rest] = parts;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - 40 * root, ...rest].join(".");
}

/** The numbers of the bits that are set; bit 0 is the first. */
export function readBits(content: Uint8Array): ReadonlySet<number> {
  const set = new Set<number>();
  content.subarray(1).forEach((byte, index) => {
    for (let bit = 0; bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) set.add(8 * index + bit);
  });
  return set;
}

/** A small number that is not negative; a larger one counts as the largest. */
export function readCount(content: Uint8Array): number {
  if (content.length === 0 || byteAt(content, 0) >= 0x80) throw malformed("a negative count", 0);
  return content.reduce((sum, byte) => Math.min(sum * 256 + byte, Number.MAX_SAFE_INTEGER), 0);
}

function extentOf(bytes: Uint8Array, at: number): { readonly begin: number; readonly end: number } {
  const first = byteAt(bytes, at);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 4 || first === 0x80) throw malformed("a length that DER does not have", at);
  let length = lengthBytes === 0 ? first : 0;
  for (let index = 1; index <= lengthBytes; index++) length = length * 256 + byteAt(bytes, at + index);
  const begin = at + 1 + lengthBytes;
  if (begin + length > bytes.length) throw malformed("an element longer than what holds it", at);
  return { begin, end: begin + length };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw malformed("an end too early", at);
  return byte;
}

const malformed = (what: string, at: number) => new AgentError("security.der", "bytes that are no DER", { what, at });
