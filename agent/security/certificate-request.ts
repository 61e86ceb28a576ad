import { loadX509 } from "#agent/security/x509-library";

/** Kind of a new key: P-256, or RSA with 2048 bits. */
export type KeyKind = "EC" | "RSA";

export interface CertificateSubject {
  readonly commonName: string;
  readonly organization?: string;
}

export interface CertificateRequest {
  /** PKCS #8 in PEM, without a passphrase. */
  readonly privateKey: string;
  /** PKCS #10 in PEM. */
  readonly request: string;
}

const algorithms = {
  EC: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  RSA: {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const;

/** Makes a key and the request for its certificate (security white paper A02: subject with the serial number and the operator). */
export async function requestCertificate(subject: CertificateSubject, kind: KeyKind): Promise<CertificateRequest> {
  const x509 = await loadX509();
  const algorithm = algorithms[kind];
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { commonName, organization = "" } = subject;
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [commonName] }, ...(organization === "" ? [] : [{ O: [organization] }])],
    keys,
    signingAlgorithm: algorithm,
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    privateKey: `${x509.PemConverter.encode(key, "PRIVATE KEY")}\n`,
    request: `${request.toString("pem")}\n`,
  };
}
