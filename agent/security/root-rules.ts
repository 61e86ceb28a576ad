import type { EpochMillis } from "#hal/core/units";
import type { Certificate } from "#agent/security/certificate";
import { isKeyStrong } from "#agent/security/certificate-strength";

const CERTIFICATE_SIGNING = 5;

/**
 * Why a certificate cannot be one of the station's roots, in plain words; undefined when it can. A root signs itself; one that is to succeed another
 * has the signature of that one.
 */
export function rootTrouble(certificate: Certificate, signer: Certificate, at: EpochMillis): string | undefined {
  const { notBefore, notAfter, authority, keyUsage, x509 } = certificate;
  if (!isSignedBy(certificate, signer))
    return signer === certificate ? "it has not signed itself" : "it is not signed by the present root";
  if (authority === undefined || keyUsage?.has(CERTIFICATE_SIGNING) === false) return "it may not sign others";
  if (at > notAfter) return "it has expired";
  if (at < notBefore) return "it is not valid yet";
  return isKeyStrong(x509.publicKey) ? undefined : "its key is too weak";
}

export function isSignedBy({ x509 }: Certificate, signer: Certificate): boolean {
  return x509.issuer === signer.x509.subject && x509.verify(signer.x509.publicKey);
}

export function isSameCertificate(one: Certificate, other: Certificate): boolean {
  return one.x509.fingerprint256 === other.x509.fingerprint256;
}
