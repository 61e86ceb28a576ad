import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { ReaderSettings } from "#hal/board/board-settings";

/** Why a line is no card. */
export type UidRefusal =
  | "empty"
  | "bad-characters"
  | "wrong-length"
  /** A number that a phone makes up at each tap (ISO 14443-3: 4 bytes beginning with 08); nobody can be known by it. */
  | "random-uid"
  /** 88 announces a longer UID and is never part of one (ISO 14443-3). */
  | "cascade-tag";

export type UidFormat = Pick<ReaderSettings, "byteOrder" | "radix" | "stripPrefix">;

/** Bytes of ISO 14443 (4, 7, 10) and ISO 15693 (8), shortest first. */
const lengths = [4, 7, 8, 10] as const;

/**
 * What a reader sends as a UID in OCPP's form: upper-case hex, two digits a byte, byte 0 of ISO 14443-3 first. Control characters round the
 * text, the reader's prefix and separators between the bytes go; leading zeros that the reader saved come back.
 */
export function normalizeUid(line: string, format: UidFormat): Outcome<string, UidRefusal> {
  const text = withoutPrefix(stripped(line), format.stripPrefix);
  if (text === "") return refused("empty");
  const digits = format.radix === "hex" ? hexOfHex(text) : hexOfDecimal(text);
  if (digits === undefined) return refused("bad-characters");
  const bytes = digits.match(/../g) ?? [];
  if (!lengths.some((length) => length === bytes.length)) return refused("wrong-length");
  if (format.byteOrder === "reversed") bytes.reverse();
  if (bytes.length === 4 && bytes[0] === "08") return refused("random-uid");
  if (bytes.length === 4 && bytes[0] === "88") return refused("cascade-tag");
  return accepted(bytes.join(""));
}

function stripped(line: string): string {
  // STX and ETX frame the text of many readers.
  return Array.from(line, (character) => (character < " " || character === "\u007f" ? " " : character))
    .join("")
    .trim();
}

function withoutPrefix(text: string, prefix: string): string {
  const hasPrefix = prefix !== "" && text.toUpperCase().startsWith(prefix.toUpperCase());
  return hasPrefix ? text.slice(prefix.length).trim() : text;
}

function hexOfHex(text: string): string | undefined {
  const parts = text
    .replace(/^0x/i, "")
    .toUpperCase()
    .split(/[\s:.-]+/);
  if (!parts.every((part) => /^[0-9A-F]+$/.test(part))) return undefined;
  return parts.map((part) => (part.length % 2 === 0 ? part : `0${part}`)).join("");
}

function hexOfDecimal(text: string): string | undefined {
  if (!/^\d{1,25}$/.test(text)) return undefined;
  const digits = BigInt(text).toString(16).toUpperCase();
  const length = lengths.find((each) => digits.length <= 2 * each);
  return digits.padStart(2 * (length ?? Math.ceil(digits.length / 2)), "0");
}
