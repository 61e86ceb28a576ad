import { X509Certificate } from "node:crypto";
import { AgentError, describeError } from "#hal/core/errors";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type EpochMillis, epochMillis } from "#hal/core/units";
import {
  contentOf,
  type DerElement,
  derTag,
  readBits,
  readCount,
  readDer,
  readObjectIdentifier,
  sequenceOf,
} from "#agent/security/der";

/** A certificate with what judging it takes and the platform's class does not tell. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly notBefore: EpochMillis;
  readonly notAfter: EpochMillis;
  /** Object identifiers: of the signature on this certificate, and of the hash in it when the algorithm leaves that open (RSA-PSS). */
  readonly signatureAlgorithm: { readonly oid: string; readonly hash: string | undefined };
  /** Present when it may sign other certificates; with the number of authorities that may lie below it, unlimited when absent. */
  readonly authority: { readonly pathLength: number | undefined } | undefined;
  /** Bits of RFC 5280 section 4.2.1.3; undefined when it does not say. */
  readonly keyUsage: ReadonlySet<number> | undefined;
  /** Extended key usage: object identifiers; undefined when it does not say. */
  readonly purposes: readonly string[] | undefined;
  /** Critical extensions (object identifiers) that are not read here. */
  readonly conditions: readonly string[];
}

/** From PEM or DER. The refusal says in plain words what is wrong. */
export function readCertificate(source: string | Uint8Array): Outcome<Certificate, string> {
  try {
    return accepted(withFields(new X509Certificate(source)));
  } catch (error) {
    return refused(describeError(error));
  }
}

/** One that the platform has read already, as it came in a handshake. */
export function certificateOf(x509: X509Certificate): Outcome<Certificate, string> {
  try {
    return accepted(withFields(x509));
  } catch (error) {
    return refused(describeError(error));
  }
}

const ids = { keyUsage: "2.5.29.15", basicConstraints: "2.5.29.19", purposes: "2.5.29.37" } as const;
/** Read by the platform's check of the server's name. */
const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

interface ReadExtension {
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

/** RFC 5280 section 4.1. */
function withFields(x509: X509Certificate): Certificate {
  const [body, signatureAlgorithm] = sequenceOf(readDer(x509.raw)[0]);
  const fields = sequenceOf(body);
  const isVersioned = fields[0]?.tag === 0xa0;
  const [, , , validity] = isVersioned ? fields.slice(1) : fields;
  const [notBefore, notAfter] = sequenceOf(validity);
  const extensions = extensionsOf(fields.find((field) => field.tag === 0xa3));
  const known = new Set<string>([...Object.values(ids), SUBJECT_ALTERNATIVE_NAME]);
  return {
    x509,
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    signatureAlgorithm: readSignatureAlgorithm(sequenceOf(signatureAlgorithm)),
    authority: readAuthority(extensions.get(ids.basicConstraints)),
    keyUsage: readKeyUsage(extensions.get(ids.keyUsage)),
    purposes: readPurposes(extensions.get(ids.purposes)),
    conditions: [...extensions].filter(([id, { isCritical }]) => isCritical && !known.has(id)).map(([id]) => id),
  };
}

function extensionsOf(field: DerElement | undefined): ReadonlyMap<string, ReadExtension> {
  const extensions = new Map<string, ReadExtension>();
  if (field === undefined) return extensions;
  for (const element of sequenceOf(readDer(field.content)[0])) {
    const [id, ...rest] = sequenceOf(element);
    const value = contentOf(rest.at(-1), derTag.octetString);
    const isCritical = rest.length === 2 && contentOf(rest[0], derTag.boolean)[0] !== 0;
    extensions.set(readObjectIdentifier(contentOf(id, derTag.objectIdentifier)), { isCritical, value });
  }
  return extensions;
}

function readAuthority(extension: ReadExtension | undefined): Certificate["authority"] {
  if (extension === undefined) return undefined;
  const [isAuthority, pathLength] = sequenceOf(readDer(extension.value)[0]);
  if (isAuthority?.tag !== derTag.boolean || isAuthority.content[0] === 0) return undefined;
  return { pathLength: pathLength === undefined ? undefined : readCount(contentOf(pathLength, derTag.integer)) };
}

function readKeyUsage(extension: ReadExtension | undefined): ReadonlySet<number> | undefined {
  return extension && readBits(contentOf(readDer(extension.value)[0], derTag.bitString));
}

function readPurposes(extension: ReadExtension | undefined): readonly string[] | undefined {
  return (
    extension &&
    sequenceOf(readDer(extension.value)[0]).map((id) => readObjectIdentifier(contentOf(id, derTag.objectIdentifier)))
  );
}

/** RSA-PSS names its hash in its parameters, in the element with the context tag 0 (RFC 4055 section 3.1). */
function readSignatureAlgorithm([id, parameters]: readonly DerElement[]): Certificate["signatureAlgorithm"] {
  const oid = readObjectIdentifier(contentOf(id, derTag.objectIdentifier));
  const parts = parameters?.tag === derTag.sequence ? sequenceOf(parameters) : [];
  const hash = parts.find((part) => part.tag === 0xa0);
  if (hash === undefined) return { oid, hash: undefined };
  const [hashId] = sequenceOf(readDer(hash.content)[0]);
  return { oid, hash: readObjectIdentifier(contentOf(hashId, derTag.objectIdentifier)) };
}

/** RFC 5280 section 4.1.2.5: two digits of a year up to 2049, four from then on; always UTC with seconds. */
function readTime(element: DerElement | undefined): EpochMillis {
  const text = Buffer.from(element?.content ?? []).toString("latin1");
  const digits = element?.tag === derTag.utcTime ? `${Number(text.slice(0, 2)) >= 50 ? "19" : "20"}${text}` : text;
  if (!/^\d{14}Z$/.test(digits)) throw new AgentError("security.time", "a certificate's time that is none", { text });
  const part = (from: number, length = 2) => Number(digits.slice(from, from + length));
  return epochMillis(Date.UTC(part(0, 4), part(4) - 1, part(6), part(8), part(10), part(12)));
}
