import type { Log } from "#hal/core/log";
import type { EpochMillis } from "#hal/core/units";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { takeLeaf } from "#agent/control/leaf-intake";
import type { SecurityJournal } from "#agent/control/security-journal";
import type { Variables } from "#agent/control/variables";
import type { Certificate } from "#agent/security/certificate";
import { type CertificateHash, hashOf } from "#agent/security/certificate-hash";
import { identityOf } from "#agent/security/certificate-identity";
import type { CertificateStore } from "#agent/security/certificate-store";
import { checkChain } from "#agent/security/chain-check";
import { readPemBundle } from "#agent/security/pem-bundle";

export interface V2gCertificatesOptions {
  readonly store: CertificateStore;
  readonly variables: Pick<Variables, "get">;
  readonly journal: Pick<SecurityJournal, "raise">;
  /** The time by which certificates are judged. */
  readonly certificateTime: () => EpochMillis;
  readonly log: Log;
  readonly serialNumber: string;
  /** The certificate that was asked for has come. */
  readonly onSigned: () => void;
}

/** A certificate by its hashes, with those of the authorities between it and its root. */
export interface HashChain {
  readonly own: CertificateHash;
  readonly authorities: readonly CertificateHash[];
}

/** What the station shows of itself to vehicles. */
export class V2gCertificates {
  readonly #options: V2gCertificatesOptions;

  constructor(options: V2gCertificatesOptions) {
    this.#options = options;
  }

  /** The answer to our request: the station's first, then those that signed it. */
  sign(chain: string): boolean {
    const isTaken = takeLeaf(
      this.#options,
      {
        kind: "secc",
        place: "current",
        news: "a new certificate towards vehicles",
        judge: (leaf, others) => this.#judge(leaf, others),
      },
      chain,
    );
    if (isTaken) this.#options.onSigned();
    return isTaken;
  }

  /** Undefined while there is none, or its root is not there any more. */
  installed(): HashChain | undefined {
    const own = this.#options.store.leaf("secc");
    const read = own === undefined ? undefined : readPemBundle(own.chain);
    if (read?.ok !== true) return undefined;
    const [leaf, ...others] = read.value;
    const checked = leaf && this.#check(leaf, others);
    if (checked?.ok !== true) return undefined;
    const hashes = hashesOf(checked.value);
    const [first, ...authorities] = hashes;
    return first && { own: first, authorities };
  }

  #judge(leaf: Certificate, others: readonly Certificate[]): Outcome<readonly Certificate[], string> {
    if (identityOf(leaf).commonName !== this.#options.serialNumber)
      return refused("its common name is not the one that was asked for");
    const checked = this.#check(leaf, others);
    return checked.ok
      ? accepted(checked.value.slice(0, -1))
      : refused(`the chain is not good: ${checked.reason.defect}`);
  }

  #check(leaf: Certificate, others: readonly Certificate[]): ReturnType<typeof checkChain> {
    const { store, certificateTime } = this.#options;
    const roots = store.roots("v2gRoot");
    return checkChain({
      leaf,
      others,
      roots,
      at: certificateTime(),
      purpose: "seccServer",
      allowsMissingPurpose: true,
    });
  }
}

/** Of each certificate but the root, which the other side knows. */
export function hashesOf(path: readonly Certificate[]): readonly CertificateHash[] {
  return path.slice(0, -1).map((each, place) => hashOf(each, path[place + 1] ?? each, "SHA256"));
}
