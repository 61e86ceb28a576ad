import { createPrivateKey } from "node:crypto";
import { describeError } from "#hal/core/errors";
import type { Log } from "#hal/core/log";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { SecurityJournal } from "#agent/control/security-journal";
import type { Variables } from "#agent/control/variables";
import type { Certificate } from "#agent/security/certificate";
import { type CertificateStore, type LeafKind, type LeafPlace, pemOf } from "#agent/security/certificate-store";
import type { ClientCredentials } from "#agent/ports/csms-link";
import { readPemBundle } from "#agent/security/pem-bundle";

export interface LeafGround {
  readonly store: CertificateStore;
  readonly variables: Pick<Variables, "get">;
  readonly journal: Pick<SecurityJournal, "raise">;
  readonly log: Log;
}

/** A certificate of its own that the station has asked for. */
export interface LeafOrder {
  readonly kind: LeafKind;
  readonly place: LeafPlace;
  /** What the security log says once it is stored. */
  readonly news: string;
  /** Judges what came with the right key; what is kept of it, the leaf first. */
  readonly judge: (leaf: Certificate, others: readonly Certificate[]) => Outcome<readonly Certificate[], string>;
}

/** Takes the answer to the request: the station's certificate first, then those that signed it. False where it is refused or cannot be kept. */
export function takeLeaf(ground: LeafGround, order: LeafOrder, chain: string): boolean {
  const { store, journal, log } = ground;
  const judged = judgeLeaf(ground, order, chain);
  if (!judged.ok) {
    log.warn({ why: judged.reason }, "certificate.rejected");
    journal.raise("InvalidChargingStationCertificate", judged.reason);
    return false;
  }
  try {
    store.putLeaf(order.kind, order.place, judged.value);
    store.forgetRequestedKey(order.kind);
  } catch (error) {
    log.error({ why: describeError(error) }, "certificate.not-stored");
    return false;
  }
  journal.raise("ReconfigurationOfSecurityParameters", order.news);
  return true;
}

function judgeLeaf(
  { store, variables }: LeafGround,
  { kind, judge }: LeafOrder,
  chain: string,
): Outcome<ClientCredentials, string> {
  if (chain.length > variables.get("certificateSignedMaxChainSize")) return refused("the chain is too long");
  const privateKey = store.requestedKey(kind);
  if (privateKey === undefined) return refused("no certificate has been asked for");
  const read = readPemBundle(chain);
  if (!read.ok) return read;
  const [leaf, ...others] = read.value;
  if (leaf === undefined) return refused("there is no certificate");
  if (!leaf.x509.checkPrivateKey(createPrivateKey(privateKey)))
    return refused("the first certificate is not for the key of the request");
  const kept = judge(leaf, others);
  return kept.ok ? accepted({ privateKey, chain: kept.value.map(pemOf).join("") }) : kept;
}
