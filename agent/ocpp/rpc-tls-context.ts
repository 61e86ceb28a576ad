import { constants } from "node:crypto";
import { rootCertificates, type SecureContextOptions } from "node:tls";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { CsmsTls } from "#agent/ports/csms-link";
import type { Certificate } from "#agent/security/certificate";
import { readPemBundles } from "#agent/security/pem-bundle";

/**
 * OCPP 2.0.1 A00.FR.318 and A00.FR.319 (A00.FR.318 of the 1.6 white paper) name ECDHE-ECDSA and RSA with AES-GCM. ECDHE-RSA is what servers with an RSA certificate use today;
 * without it only static RSA would be left to them, where a stolen key opens all that was ever recorded. The names with TLS_ are those of TLS 1.3.
 */
const SUITES = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_AES_128_GCM_SHA256",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES128-GCM-SHA256",
];

const STATIC_RSA_SUITES = ["AES256-GCM-SHA384", "AES128-GCM-SHA256"];

/** The platform's part of a connection's settings: versions, suites, roots and our own certificate. */
export function tlsContextOptions(tls: CsmsTls): SecureContextOptions & { readonly ALPNProtocols: string[] } {
  const { roots, revocationLists = [], client, allowsStaticRsa = false } = tls;
  return {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: [...SUITES, ...(allowsStaticRsa ? STATIC_RSA_SUITES : [])].join(":"),
    // A server is judged once, so it must not become another one in between; Node's own switch works for servers only.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    // A server of another protocol that shares the certificate must not be taken for the CSMS.
    ALPNProtocols: ["http/1.1"],
    // A root that succeeds another may have only the signature of that one, and outlives it.
    ...(roots === undefined ? {} : { ca: [...roots], allowPartialTrustChain: true }),
    ...(revocationLists.length === 0 ? {} : { crl: [...revocationLists] }),
    ...(client === undefined ? {} : { cert: client.chain, key: client.privateKey }),
    ...(client?.passphrase === undefined ? {} : { passphrase: client.passphrase }),
  };
}

/** Those roots once more for our own check, or what is wrong with them in plain words. */
export function trustedRoots({ roots }: CsmsTls): Outcome<readonly Certificate[], string> {
  if (roots?.length === 0) return accepted([]);
  const read = readPemBundles(roots ?? rootCertificates);
  return read.ok ? read : refused(`a root cannot be used: ${read.reason}`);
}
