import type { Certificate } from "#agent/security/certificate";

/** From a certificate over those that signed it to a trusted root. */
export type CertificatePath = readonly [Certificate, ...Certificate[]];

/** The certificate itself, four authorities and the root: more than any public or operator's PKI has. */
export const LONGEST_PATH = 6;
/** Checked signatures for one question; a peer that sends ten look-alikes would otherwise cost thousands. */
const MOST_SIGNATURES = 64;

export interface PathSources {
  readonly leaf: Certificate;
  /** What came with it, in any order and possibly with certificates that have nothing to do with it. */
  readonly others: readonly Certificate[];
  readonly roots: readonly Certificate[];
}

/**
 * The paths from the leaf to a root, by names and signatures alone: whether those on the way may sign at all is for the judge to say, who can then name the
 * reason. Several come about when authorities have signed each other's keys.
 */
export function* certificatePaths({ leaf, others, roots }: PathSources): Generator<CertificatePath, void> {
  const budget = { left: MOST_SIGNATURES };
  yield* extended([leaf], { others, roots, budget });
}

interface Search {
  readonly others: readonly Certificate[];
  readonly roots: readonly Certificate[];
  readonly budget: { left: number };
}

function* extended(path: CertificatePath, search: Search): Generator<CertificatePath, void> {
  const last = path.at(-1) ?? path[0];
  if (search.roots.some((root) => isSame(root, last))) {
    yield path;
    return;
  }
  if (path.length === LONGEST_PATH) return;
  for (const root of search.roots) {
    if (isSignedBy(last, root, search)) yield [...path, root];
  }
  for (const other of search.others) {
    const isOnPath = path.some((certificate) => isSame(certificate, other));
    if (!isOnPath && isSignedBy(last, other, search)) yield* extended([...path, other], search);
  }
}

function isSignedBy(certificate: Certificate, signer: Certificate, { budget }: Search): boolean {
  if (certificate.x509.issuer !== signer.x509.subject || budget.left === 0) return false;
  budget.left--;
  return certificate.x509.verify(signer.x509.publicKey);
}

const isSame = (one: Certificate, other: Certificate) => one.x509.fingerprint256 === other.x509.fingerprint256;
