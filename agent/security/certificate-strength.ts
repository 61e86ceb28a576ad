import type { KeyObject } from "node:crypto";
import type { Certificate } from "#agent/security/certificate";

const PSS = "1.2.840.113549.1.1.10";

/** SHA-2 of 256 bits and more. */
const strongHashes: ReadonlySet<string> = new Set([
  "2.16.840.1.101.3.4.2.1",
  "2.16.840.1.101.3.4.2.2",
  "2.16.840.1.101.3.4.2.3",
]);

const strongSignatures: ReadonlySet<string> = new Set([
  // RSA with SHA-256, SHA-384, SHA-512.
  "1.2.840.113549.1.1.11",
  "1.2.840.113549.1.1.12",
  "1.2.840.113549.1.1.13",
  // ECDSA with the same.
  "1.2.840.10045.4.3.2",
  "1.2.840.10045.4.3.3",
  "1.2.840.10045.4.3.4",
  // Ed25519, Ed448.
  "1.3.101.112",
  "1.3.101.113",
]);

/** Named curves of 224 bits and more. */
const strongCurves = /^(secp224r1|prime256v1|secp(256k1|384r1|521r1)|brainpoolP(224|256|320|384|512)[rt]1)$/;

const SHORTEST_RSA = 2048;

/** Security of 112 bits or more, as OCPP 2.0.1 A00.FR.501 and A00.FR.502 ask (the 1.6 white paper has the same). */
export function isSignatureStrong({ signatureAlgorithm: { oid, hash } }: Certificate): boolean {
  // Without a named hash RSA-PSS means SHA-1.
  if (oid === PSS) return hash !== undefined && strongHashes.has(hash);
  return strongSignatures.has(oid);
}

export function isKeyStrong(key: KeyObject): boolean {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      return (details?.modulusLength ?? 0) >= SHORTEST_RSA;
    case "ec":
      return strongCurves.test(details?.namedCurve ?? "");
    case "ed25519":
    case "ed448":
      return true;
    default:
      return false;
  }
}
