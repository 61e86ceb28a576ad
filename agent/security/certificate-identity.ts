import { AgentError } from "#hal/core/errors";
import type { Certificate } from "#agent/security/certificate";
import { contentOf, type DerElement, derTag, readDer, readObjectIdentifier, sequenceOf } from "#agent/security/der";

/** Who a certificate says it is for and from whom it is, as far as OCPP asks after it. */
export interface CertificateIdentity {
  /** DER of the distinguished name of its issuer. */
  readonly issuer: Uint8Array;
  /** The bits of its public key without tag, length and count of unused bits. */
  readonly keyBits: Uint8Array;
  /** Hexadecimal in small letters without leading zeros. */
  readonly serialNumber: string;
  readonly commonName: string | undefined;
  readonly organization: string | undefined;
}

const COMMON_NAME = "2.5.4.3";
const ORGANIZATION = "2.5.4.10";

/** RFC 5280 section 4.1. Throws AgentError `security.der` for what is no certificate; one that has been read does not. */
export function identityOf({ x509 }: Pick<Certificate, "x509">): CertificateIdentity {
  const [body] = sequenceOf(readDer(x509.raw)[0]);
  const fields = sequenceOf(body);
  // Version 1 leaves the version out.
  const [serial, , issuer, , subject, key] = fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
  const [, bits] = sequenceOf(key);
  const names = namesIn(sequenceOf(subject));
  return {
    issuer: encodeSequence(contentOf(issuer, derTag.sequence)),
    keyBits: contentOf(bits, derTag.bitString).subarray(1),
    serialNumber: withoutLeadingZeros(Buffer.from(contentOf(serial, derTag.integer)).toString("hex")),
    commonName: names.get(COMMON_NAME),
    organization: names.get(ORGANIZATION),
  };
}

export function withoutLeadingZeros(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, "");
}

/** DER has one way to write a length, so that what was read can be written again. */
function encodeSequence(content: Uint8Array): Uint8Array {
  const { length } = content;
  const digits = length.toString(16);
  const long = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  const header = length < 0x80 ? [derTag.sequence, length] : [derTag.sequence, 0x80 | long.length, ...long];
  return Buffer.concat([Uint8Array.from(header), content]);
}

/** The texts of a distinguished name by object identifier. */
function namesIn(sets: readonly DerElement[]): ReadonlyMap<string, string> {
  return new Map(
    sets
      .flatMap((set) => readDer(set.content))
      .map((part) => {
        const [type, value] = sequenceOf(part);
        if (value === undefined) throw new AgentError("security.der", "a name without a value");
        return [readObjectIdentifier(contentOf(type, derTag.objectIdentifier)), textOf(value)];
      }),
  );
}

/** BMPString has two bytes a character, TeletexString is read as Latin-1 by everybody, the others are UTF-8 or a part of it. */
function textOf({ tag, content }: DerElement): string {
  const bytes = Buffer.from(content);
  if (tag === 0x1e && bytes.length % 2 === 0) return bytes.swap16().toString("utf16le");
  return bytes.toString(tag === 0x14 ? "latin1" : "utf8");
}
