import { beforeAll, describe, expect, it } from "vitest";
import { epochMillis } from "#hal/core/units";
import { type ChainPurpose, type ChainQuestion, checkChain } from "#agent/security/chain-check";
import { WallClock } from "#test/support/csms-wall-clock";
import { readMade } from "#test/support/read-test-certificate";
import {
  authority,
  type CertificateWish,
  firmwareSigner,
  selfSigned,
  stationCertificate,
  type TestCertificate,
  testPki,
  type TestPki,
} from "#test/support/test-pki";

const DAY = 86_400_000;
const now = new WallClock().now();
const inDays = (days: number) => new Date(now + days * DAY);

const wishes = {
  csmsServer: {},
  chargingStation: stationCertificate,
  firmwareSigning: firmwareSigner,
} as const satisfies Partial<Record<ChainPurpose, CertificateWish>>;
const purposes = ["csmsServer", "chargingStation", "firmwareSigning"] as const satisfies readonly ChainPurpose[];

describe("the check of a chain", () => {
  let pki: TestPki;

  beforeAll(async () => {
    pki = await testPki();
  });

  const verdict = (leaf: TestCertificate, change: Partial<ChainQuestion> = {}) => {
    const checked = checkChain({
      leaf: readMade(leaf),
      others: [readMade(pki.intermediate)],
      roots: [readMade(pki.root)],
      at: now,
      purpose: "firmwareSigning",
      ...change,
    });
    return checked.ok ? checked.value.map(({ x509 }) => x509.subject.split("\n")[0]) : checked.reason.defect;
  };

  describe.each(purposes)("for %s", (purpose) => {
    const signed = (wish: CertificateWish = {}) => pki.intermediate.issue({ ...wishes[purpose], ...wish });

    it("gives the path from a good certificate to its root", async () => {
      expect(verdict(await signed(), { purpose })).toHaveLength(3);
      expect(verdict(await pki.root.issue(wishes[purpose]), { purpose, others: [] })).toHaveLength(2);
    });

    it("refuses what was made for another purpose, and what names none unless that is allowed", async () => {
      const other = purpose === "csmsServer" ? "clientAuth" : "serverAuth";
      expect(verdict(await signed({ purposes: [other] }), { purpose })).toBe("keyUsage");
      const silent = await signed({ purposes: [] });
      expect(verdict(silent, { purpose })).toBe("keyUsage");
      expect(verdict(silent, { purpose, allowsMissingPurpose: true })).toHaveLength(3);
    });

    it("refuses a key that may not sign", async () => {
      expect(verdict(await signed({ keyUsage: ["cRLSign"] }), { purpose })).toBe("keyUsage");
    });
  });

  it.each<readonly [string, CertificateWish, string]>([
    ["expired", { notBefore: inDays(-9), notAfter: inDays(-1) }, "certificateExpired"],
    ["of the future", { notBefore: inDays(1) }, "certificateNotYetValid"],
    ["signed with SHA-1", { hash: "SHA-1" }, "weakSignature"],
    ["with an RSA key of 1024 bits", { keyType: "rsa1024" }, "weakKey"],
    [
      "with an unknown critical extension",
      { extensions: [{ oid: "1.2.3", critical: true, value: "0500" }] },
      "unknownCondition",
    ],
  ])("SEC-61 refuses a certificate that is %s", async (_name, wish, defect) => {
    expect(verdict(await pki.intermediate.issue({ ...firmwareSigner, ...wish }))).toBe(defect);
  });

  it("SEC-61 passes over an unknown extension that is not critical, and over a critical one that somebody else judges", async () => {
    const wish = (critical: boolean) => ({
      ...firmwareSigner,
      extensions: [{ oid: "1.2.3", critical, value: "0500" }],
    });
    expect(verdict(await pki.intermediate.issue(wish(false)))).toHaveLength(3);
    const judgedElsewhere = new Set(["1.2.3"]);
    expect(verdict(await pki.intermediate.issue(wish(true)), { judgedElsewhere })).toHaveLength(3);
  });

  it("takes a certificate in its first and its last second and not beside them", async () => {
    const begin = epochMillis(Date.UTC(2030, 0, 1));
    const end = epochMillis(Date.UTC(2030, 0, 2));
    const root = await selfSigned({ notAfter: new Date("2060-01-01T00:00:00Z") });
    const leaf = await root.issue({ ...firmwareSigner, notBefore: new Date(begin), notAfter: new Date(end) });
    const at = (time: number) => verdict(leaf, { roots: [readMade(root)], others: [], at: epochMillis(time) });
    expect([begin - 1, begin, end, end + 1].map(at)).toEqual([
      "certificateNotYetValid",
      expect.any(Array),
      expect.any(Array),
      "certificateExpired",
    ]);
  });

  it("SEC-61 refuses a stranger's, a self-signed and an orphaned certificate", async () => {
    const stranger = await selfSigned({ subject: "CN=Test Root, O=Test" });
    expect(verdict(await stranger.issue(firmwareSigner))).toBe("untrusted");
    expect(verdict(await selfSigned({ ...firmwareSigner, isCa: false }))).toBe("untrusted");
    expect(verdict(await pki.intermediate.issue(firmwareSigner), { others: [] })).toBe("untrusted");
    expect(verdict(await pki.intermediate.issue(firmwareSigner), { roots: [] })).toBe("untrusted");
  });

  it("SEC-61 refuses what the key of an ordinary certificate signed", async () => {
    const ordinary = await pki.intermediate.issue(firmwareSigner);
    const forged = await ordinary.issue(firmwareSigner);
    const others = [readMade(ordinary), readMade(pki.intermediate)];
    expect(verdict(forged, { others })).toBe("notACa");
    expect(readMade(forged).x509.verify(readMade(ordinary).x509.publicKey)).toBe(true);
  });

  it.each<readonly [string, CertificateWish, string]>([
    ["is no authority", { isCa: false }, "notACa"],
    ["does not say that it is one", { isCa: undefined }, "notACa"],
    ["may not sign certificates", { keyUsage: ["digitalSignature"] }, "notACa"],
    ["stands for servers only", { purposes: ["serverAuth"] }, "keyUsage"],
    ["has expired", { notBefore: inDays(-9), notAfter: inDays(-1) }, "certificateExpired"],
    ["was signed with SHA-1", { hash: "SHA-1" }, "weakSignature"],
    ["has a short key", { keyType: "rsa1024" }, "weakKey"],
  ])("SEC-61 refuses a chain over a signer that %s", async (_name, wish, defect) => {
    const signer = await pki.root.issue({ ...authority, subject: "CN=Signer", ...wish });
    expect(verdict(await signer.issue(firmwareSigner), { others: [readMade(signer)] })).toBe(defect);
  });

  it("SEC-61 refuses more authorities in a row than one of them allows", async () => {
    const root = await selfSigned({ pathLength: 1 });
    const one = await root.issue({ ...authority, subject: "CN=One" });
    const two = await one.issue({ ...authority, subject: "CN=Two" });
    const roots = [readMade(root)];
    expect(verdict(await one.issue(firmwareSigner), { roots, others: [readMade(one)] })).toHaveLength(3);
    expect(verdict(await two.issue(firmwareSigner), { roots, others: [readMade(one), readMade(two)] })).toBe(
      "pathLength",
    );
  });

  it("refuses a root that has expired, and minds neither the hash of its own signature nor the order of the others", async () => {
    const old = await selfSigned({ notBefore: inDays(-9), notAfter: inDays(-1) });
    expect(verdict(await old.issue(firmwareSigner), { roots: [readMade(old)], others: [] })).toBe("certificateExpired");
    const root = await selfSigned({ hash: "SHA-1" });
    const one = await root.issue({ ...authority, subject: "CN=One" });
    const two = await one.issue({ ...authority, subject: "CN=Two" });
    const leaf = await two.issue(firmwareSigner);
    const others = [one, pki.intermediate, two, root].map(readMade);
    expect(verdict(leaf, { roots: [readMade(root)], others })).toEqual([
      "CN=Firmware",
      "CN=Two",
      "CN=One",
      "CN=Test Root",
    ]);
  });

  it("finds the good path beside a bad one", async () => {
    const expired = await pki.root.issue({
      ...authority,
      subject: "CN=Twice",
      notBefore: inDays(-9),
      notAfter: inDays(-1),
    });
    const renewed = await pki.root.issue({ ...authority, subject: "CN=Twice", keysOf: expired });
    const leaf = await expired.issue(firmwareSigner);
    expect(verdict(leaf, { others: [readMade(expired)] })).toBe("certificateExpired");
    expect(verdict(leaf, { others: [readMade(expired), readMade(renewed)] })).toHaveLength(3);
  });

  it("SEC-27 gives up on a crowd of look-alikes before it costs anything", async () => {
    const first = await selfSigned({ subject: "CN=Same" });
    const crowd = [first];
    while (crowd.length < 9) crowd.push(await first.issue({ ...authority, subject: "CN=Same", keysOf: first }));
    const leaf = await first.issue(firmwareSigner);
    expect(verdict(leaf, { others: crowd.map(readMade) })).toBe("untrusted");
    expect(verdict(leaf, { others: [...crowd, pki.root, pki.intermediate].map(readMade) })).toBe("chainTooLong");
  });
});
