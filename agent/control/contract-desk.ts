import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { EpochMillis } from "#hal/core/units";
import type { Variables } from "#agent/control/variables";
import type { IdToken, TokenInfo } from "#agent/domain/authorization/id-token";
import type { CsmsAnswer } from "#agent/ports/csms-client";
import type { Certificate } from "#agent/security/certificate";
import { type CertificateHash, hashOf } from "#agent/security/certificate-hash";
import { identityOf } from "#agent/security/certificate-identity";
import type { CertificateStore } from "#agent/security/certificate-store";
import { checkChain } from "#agent/security/chain-check";
import { readPemBundle } from "#agent/security/pem-bundle";

/** Where to ask whether a certificate has been revoked (RFC 6960). */
export interface OcspQuestion extends CertificateHash {
  readonly responderURL: string;
}

/** What the back end is asked about a contract: its hashes when the station has judged the chain itself, else the chain. */
export interface ContractQuestion {
  readonly token: IdToken;
  readonly hashes: readonly OcspQuestion[];
  readonly chain?: string;
}

export type ContractVerdict =
  | { readonly kind: "accepted"; readonly info: TokenInfo }
  | { readonly kind: "refused"; readonly why: string }
  /** Good, and nobody is there to ask: as any token offline. */
  | { readonly kind: "byLocalRules" };

export interface ContractDeskOptions {
  readonly store: Pick<CertificateStore, "roots">;
  readonly variables: Pick<Variables, "get">;
  readonly isOnline: () => boolean;
  readonly ask: (question: ContractQuestion) => Promise<CsmsAnswer<TokenInfo>>;
  /** The time by which certificates are judged. */
  readonly certificateTime: () => EpochMillis;
}

/** Judges the contract certificate that a vehicle shows (the white paper follows use case C07 of 2.0.1). */
export class ContractDesk {
  readonly #options: ContractDeskOptions;

  constructor(options: ContractDeskOptions) {
    this.#options = options;
  }

  /** `chain`: the contract's certificate first, in PEM, then those that signed it. */
  async judge(token: IdToken, chain: string): Promise<ContractVerdict> {
    const { variables, isOnline } = this.#options;
    if (!variables.get("iso15118PnCEnabled")) return { kind: "refused", why: "plugAndChargeOff" };
    const own = this.#examine(token, chain);
    if (!own.ok) return { kind: "refused", why: own.reason };
    if (!isOnline()) return this.#offline(own.value);
    const question = this.#question(token, chain, own.value);
    if (question === undefined) return { kind: "refused", why: "untrusted" };
    const answer = await this.#options.ask(question);
    if (answer.kind === "unreachable") return this.#offline(own.value);
    const { status } = answer.answer;
    return status === "accepted" ? { kind: "accepted", info: answer.answer } : { kind: "refused", why: status };
  }

  /** The path to a root; undefined when none of ours vouches for it. */
  #examine(token: IdToken, chain: string): Outcome<readonly Certificate[] | undefined, string> {
    const { store, certificateTime } = this.#options;
    const read = readPemBundle(chain);
    if (!read.ok) return refused("unreadable");
    const [leaf, ...others] = read.value;
    if (leaf === undefined || !isFor(leaf, token)) return refused("otherContract");
    const roots = [...store.roots("moRoot"), ...store.roots("v2gRoot")];
    const at = certificateTime();
    const checked = checkChain({ leaf, others, roots, at, purpose: "contract", allowsMissingPurpose: true });
    if (checked.ok) return accepted(checked.value);
    return checked.reason.defect === "untrusted" && isDated(leaf, at)
      ? accepted(undefined)
      : refused(checked.reason.defect);
  }

  #question(token: IdToken, chain: string, path: readonly Certificate[] | undefined): ContractQuestion | undefined {
    if (path !== undefined) return { token, hashes: ocspQuestions(path) };
    return this.#options.variables.get("centralContractValidationAllowed") ? { token, hashes: [], chain } : undefined;
  }

  #offline(path: readonly Certificate[] | undefined): ContractVerdict {
    if (!this.#options.variables.get("contractValidationOffline")) return { kind: "refused", why: "offline" };
    return path === undefined ? { kind: "refused", why: "untrusted" } : { kind: "byLocalRules" };
  }
}

/** An eMAID is written with and without hyphens. */
function isFor(leaf: Certificate, token: IdToken): boolean {
  const plain = (text: string) => text.replaceAll("-", "").toLowerCase();
  const { commonName } = identityOf(leaf);
  return commonName !== undefined && plain(commonName) === plain(token);
}

function isDated({ notBefore, notAfter }: Certificate, at: number): boolean {
  return at >= notBefore && at <= notAfter;
}

/** Of those certificates of the path that say who can be asked about them. */
function ocspQuestions(path: readonly Certificate[]): readonly OcspQuestion[] {
  return path.slice(0, -1).flatMap((each, place) => {
    const responderURL = /^OCSP - URI:(\S+)$/m.exec(each.x509.infoAccess ?? "")?.[1];
    if (responderURL === undefined) return [];
    return [{ ...hashOf(each, path[place + 1] ?? each, "SHA256"), responderURL }];
  });
}
