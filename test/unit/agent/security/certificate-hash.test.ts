import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Certificate } from "#agent/security/certificate";
import { hashOf, isSameHash } from "#agent/security/certificate-hash";
import { identityOf } from "#agent/security/certificate-identity";
import { readPemBundle } from "#agent/security/pem-bundle";
import { temporaryDirectory } from "#test/support/temporary-directory";
import { authority, selfSigned } from "#test/support/test-pki";

function read(pem: string): Certificate {
  const bundle = readPemBundle(pem);
  const certificate = bundle.ok ? bundle.value[0] : undefined;
  if (certificate === undefined) throw new TypeError("no certificate");
  return certificate;
}

/** What OpenSSL's OCSP client makes of the same two certificates: the hashes of OCPP are those of OCSP. */
function opensslHashes(certificate: string, issuer: string): { readonly name: string; readonly key: string } {
  const directory = temporaryDirectory();
  const [leafFile, issuerFile] = [join(directory, "leaf.pem"), join(directory, "issuer.pem")];
  writeFileSync(leafFile, certificate);
  writeFileSync(issuerFile, issuer);
  const text = execFileSync("openssl", [
    ...["ocsp", "-sha256", "-issuer", issuerFile, "-cert", leafFile, "-no_nonce", "-req_text"],
  ]).toString();
  const field = (name: string) => new RegExp(`${name}: ([0-9A-F]+)`).exec(text)?.[1]?.toLowerCase() ?? "";
  return { name: field("Issuer Name Hash"), key: field("Issuer Key Hash") };
}

describe("the hashes that name a certificate", () => {
  it("11.8 are those of OCSP, for a root and for what it signed", async () => {
    const root = await selfSigned({ subject: "CN=Wurzel Ä, O=Test" });
    const below = await root.issue({ ...authority, keyType: "rsa2048", subject: "CN=Below" });

    const own = hashOf(read(root.pem), read(root.pem), "SHA256");
    const other = hashOf(read(below.pem), read(root.pem), "SHA256");

    const expected = opensslHashes(below.pem, root.pem);
    expect(other).toMatchObject({ issuerNameHash: expected.name, issuerKeyHash: expected.key });
    expect(own.issuerNameHash).toBe(expected.name);
    expect(own.issuerKeyHash).toBe(expected.key);
  });

  it.each(["SHA256", "SHA384", "SHA512"] as const)(
    "11.8 are made with %s where that is asked for",
    async (algorithm) => {
      const root = read((await selfSigned()).pem);

      const { issuerKeyHash } = hashOf(root, root, algorithm);

      expect(issuerKeyHash).toBe(createHash(algorithm).update(identityOf(root).keyBits).digest("hex"));
    },
  );

  it("11.8 name the serial number without leading zeros", async () => {
    const { pem } = await selfSigned({ serialNumber: "00000000000000000000000000000a0b" });

    expect(hashOf(read(pem), read(pem), "SHA256").serialNumber).toBe("a0b");
    expect(new X509Certificate(pem).serialNumber).toMatch(/0?A0B$/);
  });

  it("11.8 are the same whatever case and zeros a back end writes", async () => {
    const root = read((await selfSigned({ serialNumber: "0a0b" })).pem);
    const hash = hashOf(root, root, "SHA256");

    expect(
      isSameHash(hash, { ...hash, serialNumber: "0000A0B", issuerKeyHash: hash.issuerKeyHash.toUpperCase() }),
    ).toBe(true);
    expect(isSameHash(hash, { ...hash, serialNumber: "a0b0" })).toBe(false);
    expect(isSameHash(hash, { ...hash, hashAlgorithm: "SHA384" })).toBe(false);
  });

  it("reads operator and serial number of long and of foreign names", async () => {
    const operator = "Ö".repeat(80);
    const root = read((await selfSigned({ subject: `CN=CP 1, O=${operator}, OU=${"x".repeat(60)}` })).pem);

    expect(identityOf(root)).toMatchObject({ commonName: "CP 1", organization: operator });
  });
});
