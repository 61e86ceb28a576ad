import { accepted, type Outcome, refused } from "#hal/core/outcome";
import { type Certificate, readCertificate } from "#agent/security/certificate";
import { readPemBundle } from "#agent/security/pem-bundle";

export interface SigningChain {
  /** Whose key has signed. */
  readonly leaf: Certificate;
  /** What may lead from it to a root. */
  readonly others: readonly Certificate[];
}

const hexadecimal = /^(?:[0-9a-f]{2})+$/i;

/** The signer's certificate as it comes with a request: PEM, several one after the other, or DER in hexadecimal as older editions have it. */
export function readSigningChain(text: string): Outcome<SigningChain, string> {
  const bare = text.replace(/\s/g, "");
  if (hexadecimal.test(bare)) {
    const single = readCertificate(Buffer.from(bare, "hex"));
    return single.ok ? accepted({ leaf: single.value, others: [] }) : single;
  }
  const bundle = readPemBundle(text);
  if (!bundle.ok) return bundle;
  const [leaf, ...others] = bundle.value;
  return leaf === undefined ? refused("there is no certificate") : accepted({ leaf, others });
}
