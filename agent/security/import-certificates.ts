import { createPrivateKey } from "node:crypto";
import { AgentError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import type { ClientCredentials } from "#agent/ports/csms-link";
import {
  type CertificateStore,
  type LeafKind,
  leafKinds,
  type RootKind,
  rootKinds,
} from "#agent/security/certificate-store";
import { readPemBundle } from "#agent/security/pem-bundle";

/** What the installation brings: roots as PEM texts that may hold several certificates, leaves with their keys. */
export type FactoryCertificates = Readonly<
  Partial<Record<RootKind, string>> & Partial<Record<LeafKind, ClientCredentials>>
>;

/**
 * Takes over what the installation brings, kind by kind, where the station has never had any: what the back end has changed since wins.
 * Throws AgentError `certificate.import` for what cannot be read.
 */
export function importCertificates(store: CertificateStore, factory: FactoryCertificates, log: Log): void {
  for (const kind of rootKinds) {
    const text = factory[kind];
    if (text === undefined || store.hasKnown(kind)) continue;
    const read = readPemBundle(text);
    if (!read.ok) throw new AgentError("certificate.import", "roots cannot be read", { kind, why: read.reason });
    store.replaceRoots(kind, read.value);
    log.info({ kind, count: read.value.length }, "certificates.imported");
  }
  for (const kind of leafKinds) {
    const leaf = factory[kind];
    if (leaf === undefined || store.leaf(kind) !== undefined) continue;
    store.putLeaf(kind, "current", { chain: leaf.chain, privateKey: openKey(kind, leaf) });
    log.info({ kind }, "certificates.imported");
  }
}

/** Without its passphrase: it lies where its owner's keys lie, and the passphrase would have to lie beside it. */
function openKey(
  kind: string,
  { privateKey, passphrase }: { readonly privateKey: string; readonly passphrase?: string },
): string {
  try {
    const key = createPrivateKey({ key: privateKey, ...(passphrase === undefined ? {} : { passphrase }) });
    return key.export({ type: "pkcs8", format: "pem" }).toString();
  } catch (cause) {
    throw new AgentError("certificate.import", "a private key cannot be read", { kind }, cause);
  }
}
