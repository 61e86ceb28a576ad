import { isIP } from "node:net";
import { type EpochMillis, hours } from "#hal/core/units";
import { loadX509 } from "#agent/security/x509-library";

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface SelfMadeWish {
  /** Stands in the certificate, so that people see whose it is. */
  readonly serialNumber: string;
  /** Names and addresses by which browsers may call this charger. */
  readonly hostNames: readonly string[];
  readonly now: EpochMillis;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
/** A browser is told once that it is this charger's own; telling it again each year would teach people to click it away. */
const YEARS = 10;

/**
 * A key and a certificate that this charger signs itself: nobody can read along, and whoever has compared the fingerprint knows whom the
 * browser talks to. PEM.
 */
export async function makeSelfSigned({ serialNumber, hostNames, now }: SelfMadeWish): Promise<CertificateFiles> {
  const x509 = await loadX509();
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const names = [...hostNames, "localhost", "127.0.0.1"];
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [serialNumber] }],
    // A clock that is set later must not find a certificate of the future.
    notBefore: new Date(now - hours(24)),
    notAfter: new Date(now + hours(24 * 365 * YEARS)),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const), value })),
      ),
    ],
  });
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: `${x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY")}\n`,
  };
}
