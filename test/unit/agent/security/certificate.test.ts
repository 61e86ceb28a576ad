import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { readCertificate } from "#agent/security/certificate";
import { readDer, readObjectIdentifier } from "#agent/security/der";
import { readPemBundle, readPemBundles } from "#agent/security/pem-bundle";
import { readMade } from "#test/support/read-test-certificate";
import { authority, selfSigned, testPki, type TestPki } from "#test/support/test-pki";

describe("a certificate as it is read", () => {
  let pki: TestPki;

  beforeAll(async () => {
    pki = await testPki();
  });

  it("tells its dates, on both sides of the year 2050", async () => {
    const made = await selfSigned({
      notBefore: new Date("1999-12-31T23:59:59Z"),
      notAfter: new Date("2051-02-03T04:05:06Z"),
    });
    const { notBefore, notAfter } = readMade(made);
    expect([notBefore, notAfter]).toEqual([Date.UTC(1999, 11, 31, 23, 59, 59), Date.UTC(2051, 1, 3, 4, 5, 6)]);
  });

  it("tells what it may be used for", async () => {
    const last = readMade(await pki.root.issue({ ...authority, pathLength: 2 }));
    expect(last).toMatchObject({
      authority: { pathLength: 2 },
      keyUsage: new Set([5, 6]),
      purposes: undefined,
      conditions: [],
    });
    expect(readMade(pki.server)).toMatchObject({
      authority: undefined,
      keyUsage: new Set([0, 2]),
      purposes: ["1.3.6.1.5.5.7.3.1"],
      signatureAlgorithm: { oid: "1.2.840.10045.4.3.2" },
    });
    expect(readMade(await pki.root.issue({ isCa: undefined, keyUsage: [], purposes: [] }))).toMatchObject({
      authority: undefined,
      keyUsage: undefined,
      purposes: undefined,
    });
  });

  it("names the hash of an RSA-PSS signature", () => {
    expect(readMade({ pem: pssCertificate }).signatureAlgorithm).toEqual({
      oid: "1.2.840.113549.1.1.10",
      hash: "2.16.840.1.101.3.4.2.1",
    });
  });

  it("is read or refused, never a reason to stumble, whatever bytes are changed", () => {
    const der = readMade(pki.server).x509.raw;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const bytes = Buffer.from(der);
          for (const [at, byte] of changes) bytes[at] = byte;
          const read = readCertificate(bytes);
          if (read.ok) expect(Number.isNaN(read.value.notAfter + read.value.notBefore)).toBe(false);
          else expect(read.reason).not.toBe("");
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each(["", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])(
    "is refused when it is %j",
    (text) => {
      expect(readCertificate(text)).toMatchObject({ ok: false });
    },
  );
});

describe("DER", () => {
  it("gives elements or the one error, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const read = readDer(bytes);
          expect(read.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toMatchObject({ code: "security.der" });
        }
      }),
    );
  });

  it.each([
    ["a length beyond the end", [0x30, 0x05, 0x00]],
    ["a length of five bytes", [0x30, 0x85, 0, 0, 0, 0, 1, 0]],
    ["an indefinite length", [0x30, 0x80, 0, 0]],
    ["a tag of several bytes", [0x1f, 0x81, 0x00, 0x00]],
    ["a tag alone", [0x30]],
  ])("has no element with %s", (_name, bytes) => {
    expect(() => readDer(new Uint8Array(bytes))).toThrow(expect.objectContaining({ code: "security.der" }));
  });

  it("names object identifiers in dotted decimal", () => {
    expect(readObjectIdentifier(new Uint8Array([0x2a, 0x86, 0x48, 0xce, 0x3d]))).toBe("1.2.840.10045");
    expect(readObjectIdentifier(new Uint8Array([0x55, 0x1d, 0x0f]))).toBe("2.5.29.15");
    expect(readObjectIdentifier(new Uint8Array([0x88, 0x37]))).toBe("2.999");
    expect(() => readObjectIdentifier(new Uint8Array(20).fill(0xff))).toThrow();
  });
});

describe("a bundle of certificates", () => {
  it("keeps their order and passes over what stands between them", async () => {
    const { root, server, intermediate } = await testPki();
    const text = `# ours\r\n${server.pem.replaceAll("\n", "\r\n")}\nissued by\n${intermediate.pem}${root.pem}`;
    const read = readPemBundle(text);
    expect(read.ok && read.value.map(({ x509 }) => x509.subject.split("\n")[0])).toEqual([
      "CN=csms.test",
      "CN=Test Intermediate",
      "CN=Test Root",
    ]);
    expect(readPemBundles([root.pem, server.pem])).toMatchObject({ ok: true, value: { length: 2 } });
  });

  it.each<readonly [string, (pem: string) => string]>([
    ["holds none", () => "nothing"],
    ["is empty", () => ""],
    ["ends in the middle of one", (pem) => pem + pem.slice(0, 200)],
    ["has one with a wrong byte", (pem) => pem + pem.replace("MII", "MIA")],
    ["has a character in one that does not belong there", (pem) => pem.replace("MII", "M!I")],
  ])("is refused whole when it %s", async (_name, spoil) => {
    const { pem } = await selfSigned();
    expect(readPemBundle(spoil(pem))).toMatchObject({ ok: false });
    expect(readPemBundles([pem, spoil(pem)])).toMatchObject({ ok: false });
  });
});

/** Made with `openssl req -x509 -sigopt rsa_padding_mode:pss -sha256`; the key was thrown away. */
const pssCertificate = `-----BEGIN CERTIFICATE-----
MIIDZzCCAhugAwIBAgIURoqcFC1pDYHvPGONah414KCcYiswQQYJKoZIhvcNAQEK
MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
AKIDAgEgMA4xDDAKBgNVBAMMA1BTUzAgFw0yNjExMjIwNjMzNDhaGA8yMTI2MTAy
OTA2MzM0OFowDjEMMAoGA1UEAwwDUFNTMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A
MIIBCgKCAQEAuPaHEMOh5yy1pksHxK5QVGX8RVvdKrUCSTQPllucQfSOyrUlu/1H
MTJPabSkfc2j+THFcWmfRQaiQu1FGB8s+dshG7fsG7okNbDZDGAroGYnA9LF92IX
Akd7s39JkwMG4tKNkptfkVl0vSTqzXnJQMtiyAPYhwf3tlxsSIyvDbe2rgNCqHwA
Xwo2a2sfK8Wg/6Zq3NrADhjUtSt9uk30FJhQSgoI7WwP9LYydPTlYCBaRbqPZUVM
Wa6J2AwbAcXQ9HA5ECVU03T5aMYjS9qBqxSe14tlaltWp//r+Q4zuIjHi/J9gPEO
9e/ZHtpd7b8CjNDu9BtgIzYl7CTXYE+/mwIDAQABo1MwUTAdBgNVHQ4EFgQU6nX9
VgV77GRPqtBDtfdlJYrf9wQwHwYDVR0jBBgwFoAU6nX9VgV77GRPqtBDtfdlJYrf
9wQwDwYDVR0TAQH/BAUwAwEB/zBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQC
AQUAoRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUAogMCASADggEBAIt69BHA
2AuMP2KKe2XXvHM0BUqDm91WgdSv6Rqis/5VksRXWVd/AwKvUgEiZys8NXhTintA
axXlbjKMfoRQiGo654GAWu5QFRMNHPh3udbf6J9r3nickM+jc2kRyfhKr/2+Cc3W
4HaOWwVs8H5bpC1ktTUVrka+Wc2uazqg6QqWT8CbAA3zYh0z4eTkvzldDDbVte2e
mhWxTfOheVaqfsNZ9oUhW5BVpv5SjFL0XaSjIHsZjXoqjzi02uZm4PZQeyWEewnG
X1JO4V+D7bRJsb4nceFiXhV60BOZrw9fClf7lLmj9xrCmNVfkB0qbjRz3zzcHyjT
VdgI5PyaYyYrvm4=
-----END CERTIFICATE-----`;
