import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { EpochMillis } from "#hal/core/units";
import type { OrderSignature } from "#agent/domain/firmware/firmware-update";
import { verifyImage, type VerificationRules } from "#agent/firmware/image-verification";
import type { ImageJudge } from "#agent/ports/firmware-image";
import type { Certificate } from "#agent/security/certificate";
import { checkChain } from "#agent/security/chain-check";
import { readSigningChain } from "#agent/firmware/signing-chain";

export interface JudgeRules extends VerificationRules {
  /** Takes a signer whose certificate does not say that it is for signing code, where it says nothing of purposes at all. */
  readonly allowMissingPurpose: boolean;
}

/** Takes an image when a root of the manufacturer stands behind who signed it, and nobody else's word. */
export class ManufacturerJudge implements ImageJudge {
  readonly #roots: () => readonly Certificate[];
  readonly #rules: JudgeRules;

  constructor(roots: () => readonly Certificate[], rules: JudgeRules) {
    this.#roots = roots;
    this.#rules = rules;
  }

  judgeSigner(certificate: string, at: EpochMillis): Outcome<undefined, string> {
    const chain = readSigningChain(certificate);
    if (!chain.ok) return chain;
    const outcome = checkChain({
      ...chain.value,
      roots: this.#roots(),
      at,
      purpose: "firmwareSigning",
      allowsMissingPurpose: this.#rules.allowMissingPurpose,
    });
    return outcome.ok ? accepted(undefined) : refused(`${outcome.reason.defect}: ${outcome.reason.subject}`);
  }

  async verify(
    image: AsyncIterable<Uint8Array>,
    { certificate, signature }: OrderSignature,
  ): Promise<Outcome<undefined, string>> {
    const chain = readSigningChain(certificate);
    if (!chain.ok) return chain;
    return verifyImage(image, { key: chain.value.leaf.x509.publicKey, signature }, this.#rules);
  }
}
