import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { EpochMillis } from "#hal/core/units";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { takeLeaf } from "#agent/control/leaf-intake";
import type { SecurityJournal } from "#agent/control/security-journal";
import type { Variables } from "#agent/control/variables";
import type { Certificate } from "#agent/security/certificate";
import { type CertificateHash, hashOf, isSameHash } from "#agent/security/certificate-hash";
import { identityOf } from "#agent/security/certificate-identity";
import { type CertificateStore, type RootKind, rootKinds } from "#agent/security/certificate-store";
import { checkChain } from "#agent/security/chain-check";
import { readPemBundle } from "#agent/security/pem-bundle";
import { isSameCertificate, isSignedBy, rootTrouble } from "#agent/security/root-rules";

export interface CertificateDeskOptions {
  readonly store: CertificateStore;
  readonly variables: Pick<Variables, "get">;
  readonly journal: Pick<SecurityJournal, "raise">;
  /** The time by which certificates are judged. */
  readonly certificateTime: () => EpochMillis;
  readonly log: Log;
  readonly serialNumber: string;
  /** SHA-256 fingerprint of the root that vouches for the back end on the present connection. */
  readonly rootInUse: () => string | undefined;
  /** A new certificate of the station has been stored beside the present one. Tells whether the next connection is for it. */
  readonly onSigned: () => boolean;
}

/** What the back end can do with the station's certificates (security white paper M03 to M05, A02). */
export class CertificateDesk {
  readonly #options: CertificateDeskOptions;

  constructor(options: CertificateDeskOptions) {
    this.#options = options;
  }

  /** Takes a root. One that is there already is taken without a change. */
  install(kind: RootKind, pem: string): "accepted" | "rejected" | "failed" {
    const root = this.#readRoot(kind, pem);
    if (!root.ok) {
      this.#options.log.warn({ kind, why: root.reason }, "certificate.rejected");
      return "rejected";
    }
    const { store, journal } = this.#options;
    const present = store.roots(kind);
    if (present.some((other) => isSameCertificate(other, root.value))) return "accepted";
    if (!this.#replace(kind, this.#rootsWith(kind, root.value))) return "failed";
    journal.raise("ReconfigurationOfSecurityParameters", `${kind} installed: ${nameOf(root.value)}`);
    return "accepted";
  }

  /** Never the root that vouches for the back end just now: nothing could be told any more after the connection. */
  remove(hash: CertificateHash): "accepted" | "failed" | "notFound" {
    const found = this.#find(hash);
    if (found === undefined) return this.#isOwn(hash) ? "failed" : "notFound";
    const { kind, root } = found;
    const { store, rootInUse, journal } = this.#options;
    if (kind === "csmsRoot" && root.x509.fingerprint256 === rootInUse()) return "failed";
    const left = store.roots(kind).filter((other) => !isSameCertificate(other, root));
    if (!this.#replace(kind, left)) return "failed";
    journal.raise("ReconfigurationOfSecurityParameters", `${kind} deleted: ${nameOf(root)}`);
    return "accepted";
  }

  installed(kind: RootKind): readonly CertificateHash[] {
    const roots = this.#options.store.roots(kind);
    return roots.map((root) => hashOf(root, issuerOf(root, roots), "SHA256"));
  }

  /** A root of the back end has vouched for it: one that it succeeds has done its duty. */
  proved(fingerprint: string): void {
    const { store, variables } = this.#options;
    const roots = store.roots("csmsRoot");
    const used = roots.find(({ x509 }) => x509.fingerprint256 === fingerprint);
    const isSuccessor = used !== undefined && roots.length > 1 && used !== roots[0];
    if (isSuccessor && variables.get("additionalRootCertificateCheck")) this.#replace("csmsRoot", [used]);
  }

  /** The answer to our request for a certificate: the station's first, then those that signed it. */
  sign(chain: string): { readonly isTaken: boolean; readonly isForConnection: boolean } {
    const isTaken = takeLeaf(
      this.#options,
      {
        kind: "chargePoint",
        place: "candidate",
        news: "a new certificate of the charge point",
        judge: (leaf, others) => this.#judgeSigned(leaf, others),
      },
      chain,
    );
    return { isTaken, isForConnection: isTaken && this.#options.onSigned() };
  }

  #readRoot(kind: RootKind, pem: string): Outcome<Certificate, string> {
    const { store, variables, certificateTime } = this.#options;
    const read = readPemBundle(pem);
    if (!read.ok) return read;
    const [root, ...others] = read.value;
    if (root === undefined || others.length > 0) return refused("there is more than one certificate");
    const present = store.roots(kind);
    if (present.some((other) => isSameCertificate(other, root))) return accepted(root);
    const trouble = rootTrouble(root, this.#predecessor(kind) ?? root, certificateTime());
    if (trouble !== undefined) return refused(trouble);
    if (store.count() >= variables.get("certificateStoreMaxLength")) return refused("the store is full");
    return accepted(root);
  }

  /** With AdditionalRootCertificateCheck there is one root of the back end, and a new one has to be signed by it. */
  #predecessor(kind: RootKind): Certificate | undefined {
    const { store, variables } = this.#options;
    if (kind !== "csmsRoot" || !variables.get("additionalRootCertificateCheck")) return undefined;
    return store.roots(kind)[0];
  }

  /** The present one stays until the new one has proved itself; one that came before it and has not is dropped. */
  #rootsWith(kind: RootKind, root: Certificate): readonly Certificate[] {
    const predecessor = this.#predecessor(kind);
    return predecessor === undefined ? [...this.#options.store.roots(kind), root] : [predecessor, root];
  }

  #replace(kind: RootKind, roots: readonly Certificate[]): boolean {
    const { store, log } = this.#options;
    try {
      store.replaceRoots(kind, roots);
      return true;
    } catch (error) {
      log.error({ kind, why: describeError(error) }, "certificate.not-stored");
      return false;
    }
  }

  #find(hash: CertificateHash): { readonly kind: RootKind; readonly root: Certificate } | undefined {
    for (const kind of rootKinds) {
      const roots = this.#options.store.roots(kind);
      const root = roots.find((each) => isSameHash(hashOf(each, issuerOf(each, roots), hash.hashAlgorithm), hash));
      if (root !== undefined) return { kind, root };
    }
    return undefined;
  }

  /** Names the station's own certificate, by the certificate that signed it where that came with it. */
  #isOwn(hash: CertificateHash): boolean {
    const { store } = this.#options;
    const own = store.leaf("chargePoint");
    const read = own === undefined ? undefined : readPemBundle(own.chain);
    if (read?.ok !== true) return false;
    const [leaf, ...others] = read.value;
    if (leaf === undefined) return false;
    const signers = [...others, ...store.roots("csmsRoot")];
    return signers.some((signer) => isSameHash(hashOf(leaf, signer, hash.hashAlgorithm), hash));
  }

  #judgeSigned(leaf: Certificate, others: readonly Certificate[]): Outcome<readonly Certificate[], string> {
    const { store, variables, certificateTime, serialNumber } = this.#options;
    const { commonName, organization } = identityOf(leaf);
    if (commonName !== serialNumber) return refused("its common name is not the serial number of the charge point");
    const operator = variables.get("cpoName");
    if (operator !== "" && organization !== operator) return refused("its organization is not CpoName");
    const roots = store.roots("csmsRoot");
    const at = certificateTime();
    const purpose = "chargingStation" as const;
    const checked = checkChain({ leaf, others, roots, at, purpose, allowsMissingPurpose: true });
    if (!checked.ok) return refused(`the chain is not good: ${checked.reason.defect}`);
    return accepted(inOrder(checked.value));
  }
}

/** As a peer wants it: the leaf first and each with the one that signed it behind it, without the root. */
function inOrder(path: readonly Certificate[]): readonly Certificate[] {
  return path.filter((certificate, index) => index === 0 || certificate.x509.subject !== certificate.x509.issuer);
}

/** A root that has succeeded another may have outlived it; then it stands for itself. */
function issuerOf(root: Certificate, roots: readonly Certificate[]): Certificate {
  return roots.find((other) => isSignedBy(root, other)) ?? root;
}

function nameOf({ x509 }: Certificate): string {
  return x509.subject.replaceAll("\n", ", ");
}
