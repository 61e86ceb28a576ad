import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadX509 } from "#agent/security/x509-library";
import { authority, selfSigned, stationCertificate, testPki } from "#test/support/test-pki";

describe("certificates made for tests", () => {
  it.each(["p256", "rsa2048"] as const)("are read and verified by OpenSSL (%s)", async (keyType) => {
    const pki = await testPki(keyType);
    const [root, intermediate, server] = [pki.root, pki.intermediate, pki.server].map(
      (made) => new X509Certificate(made.pem),
    );
    expect(server?.checkIssued(intermediate ?? expect.fail())).toBe(true);
    expect(server?.verify((intermediate ?? expect.fail()).publicKey)).toBe(true);
    expect(intermediate?.verify((root ?? expect.fail()).publicKey)).toBe(true);
    expect(server?.subjectAltName).toBe("DNS:csms.test, DNS:localhost, IP Address:127.0.0.1");
    expect(pki.server.chainPem).toBe(pki.server.pem + pki.intermediate.pem);
  });

  it("can be odd in every wanted way", async () => {
    const root = await selfSigned({ keyType: "rsa1024", hash: "SHA-1", pathLength: 0 });
    const below = await root.issue({ ...authority, isCa: undefined, keyUsage: [], subject: "CN=No CA" });
    const leaf = await below.issue({
      ...stationCertificate,
      serialNumber: "0a0b",
      notAfter: new Date("2020-01-01"),
      notBefore: new Date("2019-01-01"),
    });
    expect(new X509Certificate(below.pem).ca).toBe(false);
    expect(new X509Certificate(leaf.pem)).toMatchObject({ serialNumber: "0A0B", validTo: "Jan  1 00:00:00 2020 GMT" });
    expect(await root.revocationList([leaf.serialNumber])).toContain("X509 CRL");
  });

  it("leave nothing behind on the global object", async () => {
    await Promise.all([loadX509(), loadX509()]);
    expect("getMetadata" in Reflect).toBe(false);
  });
});
