import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { EpochMillis } from "#hal/core/units";
import type { Certificate } from "#agent/security/certificate";
import { type CertificatePath, certificatePaths, type PathSources } from "#agent/security/certificate-path";
import { isKeyStrong, isSignatureStrong } from "#agent/security/certificate-strength";

/** What a certificate is to be used for. */
export type ChainPurpose = "csmsServer" | "chargingStation" | "firmwareSigning" | "seccServer" | "contract";

/** Why a chain is not accepted; the words are those of TlsReason where a connection can fail for them. */
export type ChainDefect =
  | "certificateExpired"
  | "certificateNotYetValid"
  | "untrusted"
  | "notACa"
  | "pathLength"
  | "keyUsage"
  | "weakSignature"
  | "weakKey"
  | "unknownCondition"
  | "chainTooLong";

export interface ChainRefusal {
  readonly defect: ChainDefect;
  /** The subject of the certificate that has the defect. */
  readonly subject: string;
}

export interface ChainQuestion extends PathSources {
  readonly at: EpochMillis;
  /** It is `at` or later: what has expired by then has expired, what begins after it may have begun. False unless given. */
  readonly isTimeLowerBound?: boolean;
  readonly purpose: ChainPurpose;
  /** Takes a certificate that does not say what its key is for. False unless given. */
  readonly allowsMissingPurpose?: boolean;
  /** Critical extensions (object identifiers) that somebody else judges, OpenSSL in a handshake for instance. */
  readonly judgedElsewhere?: ReadonlySet<string>;
}

/** More than any honest peer sends, in certificates and in bytes. */
const MOST_CERTIFICATES = 10;
const MOST_BYTES = 32_768;

/**
 * Whether a trusted root stands behind a certificate for a purpose at a time: RFC 5280 section 6 without policies and name constraints (which are refused when
 * critical and not judged elsewhere) and without revocation. Gives the path, leaf first. The platform's `verify` and `checkIssued` look neither at dates nor at
 * whether the signer may sign, so this does.
 */
export function checkChain(question: ChainQuestion): Outcome<CertificatePath, ChainRefusal> {
  const sent = [question.leaf, ...question.others];
  const bytes = sent.reduce((sum, { x509 }) => sum + x509.raw.length, 0);
  if (sent.length > MOST_CERTIFICATES || bytes > MOST_BYTES) return refusedFor("chainTooLong", question.leaf);
  let first: ChainRefusal | undefined;
  for (const path of certificatePaths(question)) {
    const refusal = defectOfPath(path, question);
    if (refusal === undefined) return accepted(path);
    first ??= refusal;
  }
  return first === undefined ? refusedFor("untrusted", question.leaf) : refused(first);
}

const refusedFor = (defect: ChainDefect, { x509 }: Certificate) => refused({ defect, subject: x509.subject });

function defectOfPath(path: CertificatePath, question: ChainQuestion): ChainRefusal | undefined {
  for (const [index, certificate] of path.entries()) {
    const isRoot = index === path.length - 1;
    const defect =
      defectOfOne(certificate, question) ??
      // Nobody relies on a root's signature on itself.
      (isRoot || isSignatureStrong(certificate) ? undefined : "weakSignature") ??
      (index === 0 ? defectOfLeaf(certificate, question) : defectOfAuthority(path, index, question));
    if (defect !== undefined) return { defect, subject: certificate.x509.subject };
  }
  return undefined;
}

function defectOfOne(certificate: Certificate, question: ChainQuestion): ChainDefect | undefined {
  const { at, isTimeLowerBound, judgedElsewhere } = question;
  if (at > certificate.notAfter) return "certificateExpired";
  if (at < certificate.notBefore && isTimeLowerBound !== true) return "certificateNotYetValid";
  if (!isKeyStrong(certificate.x509.publicKey)) return "weakKey";
  const isUnderstood = certificate.conditions.every((id) => judgedElsewhere?.has(id) === true);
  return isUnderstood ? undefined : "unknownCondition";
}

/** Bits of the key usage. */
const DIGITAL_SIGNATURE = 0;
const KEY_ENCIPHERMENT = 2;
const KEY_AGREEMENT = 4;
const CERTIFICATE_SIGNING = 5;

const ANY_PURPOSE = "2.5.29.37.0";

const demands = {
  csmsServer: { id: "1.3.6.1.5.5.7.3.1", keyUsage: [DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_AGREEMENT] },
  chargingStation: { id: "1.3.6.1.5.5.7.3.2", keyUsage: [DIGITAL_SIGNATURE, KEY_AGREEMENT] },
  firmwareSigning: { id: "1.3.6.1.5.5.7.3.3", keyUsage: [DIGITAL_SIGNATURE] },
  // ISO 15118-2 annex F: the station towards vehicles, and the driver's contract.
  seccServer: { id: "1.3.6.1.5.5.7.3.1", keyUsage: [DIGITAL_SIGNATURE, KEY_AGREEMENT] },
  contract: { id: "1.3.6.1.5.5.7.3.2", keyUsage: [DIGITAL_SIGNATURE] },
} as const satisfies Record<ChainPurpose, { readonly id: string; readonly keyUsage: readonly number[] }>;

function defectOfLeaf(leaf: Certificate, question: ChainQuestion): ChainDefect | undefined {
  const { id, keyUsage } = demands[question.purpose];
  const isKeyFor = leaf.keyUsage === undefined || keyUsage.some((bit) => leaf.keyUsage?.has(bit));
  const isMeantFor = leaf.purposes?.includes(id) ?? question.allowsMissingPurpose ?? false;
  return isKeyFor && isMeantFor ? undefined : "keyUsage";
}

function defectOfAuthority(path: CertificatePath, index: number, question: ChainQuestion): ChainDefect | undefined {
  const authority = path[index];
  const maySign = authority?.keyUsage?.has(CERTIFICATE_SIGNING) ?? true;
  if (authority?.authority === undefined || !maySign) return "notACa";
  // A limited authority limits all below it, as OpenSSL and browsers see it.
  const { purposes } = authority;
  const { id } = demands[question.purpose];
  if (purposes !== undefined && !purposes.includes(id) && !purposes.includes(ANY_PURPOSE)) return "keyUsage";
  // Those that only renew an authority's key do not count (RFC 5280 section 4.2.1.9).
  const below = path.slice(1, index).filter(({ x509 }) => x509.subject !== x509.issuer).length;
  return below > (authority.authority.pathLength ?? Infinity) ? "pathLength" : undefined;
}
