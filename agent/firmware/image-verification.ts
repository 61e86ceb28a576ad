import { constants, createVerify, type KeyObject, type Verify } from "node:crypto";
import { accepted, type Outcome, refused } from "#hal/core/outcome";

export interface VerificationRules {
  /** Takes RSA with the padding of PKCS#1 v1.5 too, which the white paper does not know and `openssl dgst -sign` makes. */
  readonly allowOldPadding: boolean;
}

interface Scheme {
  readonly hash: "sha256" | "sha384";
  readonly padding?: number;
}

/** Shorter ones have been broken, or will be within the life of a charger. */
const SHORTEST_RSA = 2048;
const curves: Readonly<Record<string, readonly Scheme[]>> = {
  prime256v1: [{ hash: "sha256" }],
  secp384r1: [{ hash: "sha256" }, { hash: "sha384" }],
};

/**
 * Whether a signature (base64) is that of a key over all the bytes (security white paper L01: SHA-256, RSA-PSS or a curve). The image is read
 * once and never held as a whole. The reason of a refusal is in plain words.
 */
export async function verifyImage(
  image: AsyncIterable<Uint8Array>,
  { key, signature }: { readonly key: KeyObject; readonly signature: string },
  rules: VerificationRules,
): Promise<Outcome<undefined, string>> {
  const schemes = schemesOf(key, rules);
  if (schemes.length === 0) return refused("a key of this kind may not sign firmware");
  const trials = schemes.map((scheme) => ({ ...scheme, verify: createVerify(scheme.hash) }));
  for await (const part of image) for (const { verify } of trials) verify.update(part);
  const bytes = Buffer.from(signature, "base64");
  const isGood = trials.some(({ verify, padding }) => isGenuine(verify, key, bytes, padding));
  return isGood ? accepted(undefined) : refused("the signature is not one of this image by this signer");
}

function schemesOf(key: KeyObject, { allowOldPadding }: VerificationRules): readonly Scheme[] {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ec") return curves[namedCurve] ?? [];
  const pss = { hash: "sha256", padding: constants.RSA_PKCS1_PSS_PADDING } as const;
  if (modulusLength < SHORTEST_RSA) return [];
  if (key.asymmetricKeyType === "rsa-pss") return [pss];
  if (key.asymmetricKeyType !== "rsa") return [];
  return allowOldPadding ? [pss, { hash: "sha256", padding: constants.RSA_PKCS1_PADDING }] : [pss];
}

/** The salt of PSS may have any length: signers differ, and it decides nothing about who signed. */
function isGenuine(verify: Verify, key: KeyObject, signature: Buffer, padding: number | undefined): boolean {
  try {
    if (padding === undefined) return verify.verify(key, signature);
    const isPss = padding === constants.RSA_PKCS1_PSS_PADDING;
    return verify.verify({ key, padding, ...(isPss ? { saltLength: constants.RSA_PSS_SALTLEN_AUTO } : {}) }, signature);
  } catch {
    // A signature that is no signature at all.
    return false;
  }
}
