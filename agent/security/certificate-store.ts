import { AgentError } from "#hal/core/errors";
import type { ClientCredentials } from "#agent/ports/csms-link";
import type { SecretStore } from "#agent/ports/secret-store";
import type { Certificate } from "#agent/security/certificate";
import { readPemBundle } from "#agent/security/pem-bundle";

/** Whom a root vouches for: the back end, the maker's firmware, the charger towards vehicles, and the contracts of drivers. */
export const rootKinds = ["csmsRoot", "manufacturerRoot", "v2gRoot", "moRoot"] as const;
export type RootKind = (typeof rootKinds)[number];

/** What the station shows of itself: to the back end, or to vehicles. */
export const leafKinds = ["chargePoint", "secc"] as const;
export type LeafKind = (typeof leafKinds)[number];

/** A new certificate stands beside the old one until it has proved itself. */
export type LeafPlace = "current" | "candidate";

/**
 * The station's certificates and keys. Each kind is one text that is replaced as a whole, a key in the same text as its certificate, so that no cut can
 * part them.
 */
export class CertificateStore {
  readonly #secrets: SecretStore;
  readonly #roots = new Map<RootKind, readonly Certificate[]>();

  constructor(secrets: SecretStore) {
    this.#secrets = secrets;
  }

  /** In the order in which they were installed. Throws AgentError `secret.unreadable`. */
  roots(kind: RootKind): readonly Certificate[] {
    const known = this.#roots.get(kind);
    if (known !== undefined) return known;
    const read = readRoots(this.#secrets.read(rootsFile(kind)), kind);
    this.#roots.set(kind, read);
    return read;
  }

  /** All kinds together. */
  count(): number {
    return rootKinds.reduce((sum, kind) => sum + this.roots(kind).length, 0);
  }

  /** Has ever held roots of the kind, even if they have all been deleted. */
  hasKnown(kind: RootKind): boolean {
    return this.#secrets.read(rootsFile(kind)) !== undefined;
  }

  /** Durable when it returns. Throws AgentError `secret.not-written`; then it is as before. */
  replaceRoots(kind: RootKind, roots: readonly Certificate[]): void {
    this.#secrets.write(rootsFile(kind), roots.map(pemOf).join(""));
    this.#roots.set(kind, roots);
  }

  leaf(kind: LeafKind, place: LeafPlace = "current"): ClientCredentials | undefined {
    const text = this.#secrets.read(leafFile(kind, place));
    if (text === undefined) return undefined;
    const at = text.indexOf("-----BEGIN CERTIFICATE-----");
    return { privateKey: text.slice(0, at), chain: text.slice(at) };
  }

  /** The key is kept without a passphrase. Throws AgentError `secret.not-written`. */
  putLeaf(kind: LeafKind, place: LeafPlace, { privateKey, chain }: ClientCredentials): void {
    this.#secrets.write(leafFile(kind, place), `${privateKey.trim()}\n${chain.trim()}\n`);
  }

  /** The candidate takes the place of the current one; of no effect without a candidate. */
  promote(kind: LeafKind): void {
    const candidate = this.leaf(kind, "candidate");
    if (candidate === undefined) return;
    this.putLeaf(kind, "current", candidate);
    this.#secrets.remove(leafFile(kind, "candidate"));
  }

  discardCandidate(kind: LeafKind): void {
    this.#secrets.remove(leafFile(kind, "candidate"));
  }

  /** The key for which a certificate has been asked. */
  requestedKey(kind: LeafKind): string | undefined {
    return this.#secrets.read(requestFile(kind));
  }

  /** Throws AgentError `secret.not-written`. */
  keepRequestedKey(kind: LeafKind, privateKey: string): void {
    this.#secrets.write(requestFile(kind), privateKey);
  }

  forgetRequestedKey(kind: LeafKind): void {
    this.#secrets.remove(requestFile(kind));
  }

  /** All roots, certificates and keys; what the installation brings is taken over again at the next start. Throws AgentError `secret.not-written`. */
  forgetAll(): void {
    for (const kind of rootKinds) this.#secrets.remove(rootsFile(kind));
    this.#roots.clear();
    for (const kind of leafKinds) {
      this.#secrets.remove(leafFile(kind, "current"));
      this.#secrets.remove(leafFile(kind, "candidate"));
      this.forgetRequestedKey(kind);
    }
  }
}

/** The roots of the back end in PEM as they are stored now, for who has no store of certificates of its own. */
export function csmsRootTexts(secrets: SecretStore): readonly string[] {
  return new CertificateStore(secrets).roots("csmsRoot").map(pemOf);
}

export function pemOf({ x509 }: Certificate): string {
  return `${x509.toString().trim()}\n`;
}

const rootsFile = (kind: RootKind) => `${kind}s.pem`;
const leafFile = (kind: LeafKind, place: LeafPlace) => `${kind}.${place}.pem`;
const requestFile = (kind: LeafKind) => `${kind}.requested-key.pem`;

function readRoots(text: string | undefined, kind: RootKind): readonly Certificate[] {
  if (text === undefined || text === "") return [];
  const read = readPemBundle(text);
  if (!read.ok) throw new AgentError("secret.unreadable", "stored roots cannot be read", { kind, why: read.reason });
  return read.value;
}
