import { createHash } from "node:crypto";
import type { Certificate } from "#agent/security/certificate";
import { identityOf, withoutLeadingZeros } from "#agent/security/certificate-identity";

export type HashAlgorithm = "SHA256" | "SHA384" | "SHA512";

/** How OCPP names a certificate (CertificateHashDataType): as OCSP does, by who issued it and its serial number. */
export interface CertificateHash {
  readonly hashAlgorithm: HashAlgorithm;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

/** The hashes of a certificate; a root has issued itself. */
export function hashOf(certificate: Certificate, issuer: Certificate, hashAlgorithm: HashAlgorithm): CertificateHash {
  const own = identityOf(certificate);
  const digest = (bytes: Uint8Array) => createHash(hashAlgorithm).update(bytes).digest("hex");
  return {
    hashAlgorithm,
    issuerNameHash: digest(own.issuer),
    issuerKeyHash: digest(identityOf(issuer).keyBits),
    serialNumber: own.serialNumber,
  };
}

/** Back ends write hexadecimal in both cases and serial numbers with and without leading zeros. */
export function isSameHash(one: CertificateHash, other: CertificateHash): boolean {
  return (
    one.hashAlgorithm === other.hashAlgorithm &&
    one.issuerNameHash.toLowerCase() === other.issuerNameHash.toLowerCase() &&
    one.issuerKeyHash.toLowerCase() === other.issuerKeyHash.toLowerCase() &&
    withoutLeadingZeros(one.serialNumber) === withoutLeadingZeros(other.serialNumber)
  );
}
