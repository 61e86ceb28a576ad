import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isKeyStrong, isSignatureStrong } from "#agent/security/certificate-strength";
import { readMade } from "#test/support/read-test-certificate";
import { selfSigned } from "#test/support/test-pki";

describe("the strength of keys and signatures", () => {
  it.each(["prime256v1", "secp384r1", "secp521r1", "secp224r1", "brainpoolP256r1"])(
    "11.4 takes the curve %s",
    (namedCurve) => {
      expect(isKeyStrong(generateKeyPairSync("ec", { namedCurve }).publicKey)).toBe(true);
    },
  );

  it.each(["prime192v1", "secp160r1"])("11.4 refuses the curve %s", (namedCurve) => {
    expect(isKeyStrong(generateKeyPairSync("ec", { namedCurve }).publicKey)).toBe(false);
  });

  it("11.4 takes RSA keys of 2048 bits and refuses shorter ones and keys that cannot sign", () => {
    expect(isKeyStrong(generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey)).toBe(true);
    expect(isKeyStrong(generateKeyPairSync("rsa", { modulusLength: 2040 }).publicKey)).toBe(false);
    expect(isKeyStrong(generateKeyPairSync("ed25519").publicKey)).toBe(true);
    expect(isKeyStrong(generateKeyPairSync("x25519").publicKey)).toBe(false);
  });

  it.each(["SHA-256", "SHA-384", "SHA-512"] as const)("11.4 takes %s in signatures", async (hash) => {
    expect(isSignatureStrong(readMade(await selfSigned({ hash })))).toBe(true);
  });

  it("11.4 refuses SHA-1 in signatures, also where RSA-PSS means it by saying nothing", async () => {
    const read = readMade(await selfSigned({ hash: "SHA-1" }));
    expect(isSignatureStrong(read)).toBe(false);
    const pss = (hash: string | undefined) =>
      isSignatureStrong({ ...read, signatureAlgorithm: { oid: "1.2.840.113549.1.1.10", hash } });
    expect([pss(undefined), pss("1.3.14.3.2.26"), pss("2.16.840.1.101.3.4.2.1")]).toEqual([false, false, true]);
  });
});
