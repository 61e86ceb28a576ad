import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import type { SecretStore } from "#agent/ports/secret-store";
import type { CertificateHash } from "#agent/security/certificate-hash";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { securityBench, signedChain, today } from "#test/support/security-bench";
import { authority, selfSigned, stationCertificate, testPki } from "#test/support/test-pki";

const DAY = 86_400_000;

function only(hashes: readonly CertificateHash[]): CertificateHash {
  const [hash] = hashes;
  if (hash === undefined || hashes.length !== 1) throw new TypeError(`${String(hashes.length)} certificates`);
  return hash;
}

/** A disk on which nothing can be written any more. */
class FullStore implements SecretStore {
  readonly #store = new MemorySecretStore();
  isFull = false;

  read(name: string): string | undefined {
    return this.#store.read(name);
  }

  write(name: string, text: string): void {
    if (this.isFull) throw new AgentError("secret.not-written", "no space left");
    this.#store.write(name, text);
  }

  remove(name: string): void {
    this.#store.remove(name);
  }
}

describe("InstallCertificate", () => {
  it("11.7 takes a root, which GetInstalledCertificateIds then names under its kind only", async () => {
    const { desk, events } = securityBench();
    const root = await selfSigned();

    expect(desk.install("manufacturerRoot", root.pem)).toBe("accepted");

    expect(only(desk.installed("manufacturerRoot")).serialNumber).toBe(root.serialNumber.replace(/^0+/, ""));
    expect(desk.installed("csmsRoot")).toEqual([]);
    expect(events).toMatchObject([{ event: "ReconfigurationOfSecurityParameters" }]);
  });

  it("11.7 takes the same root again without keeping it twice", async () => {
    const { desk } = securityBench();
    const root = await selfSigned();
    desk.install("csmsRoot", root.pem);

    expect(desk.install("csmsRoot", root.pem)).toBe("accepted");
    expect(desk.installed("csmsRoot")).toHaveLength(1);
  });

  it.each([
    ["no certificate at all", () => Promise.resolve("hello")],
    ["half of one", async () => (await selfSigned()).pem.slice(0, 300)],
    ["two at once", async () => (await selfSigned()).pem + (await selfSigned()).pem],
    ["one that has expired", async () => (await selfSigned({ notAfter: new Date(today() - DAY / 2) })).pem],
    ["one that is not valid yet", async () => (await selfSigned({ notBefore: new Date(today() + DAY) })).pem],
    ["one that may not sign others", async () => (await selfSigned({ isCa: false })).pem],
    ["one with a key of 1024 bits", async () => (await selfSigned({ keyType: "rsa1024" })).pem],
    ["one that another has signed", async () => (await testPki()).intermediate.pem],
  ])("11.7 rejects %s", async (_what, make) => {
    const { desk } = securityBench();

    expect(desk.install("csmsRoot", await make())).toBe("rejected");
    expect(desk.installed("csmsRoot")).toEqual([]);
  });

  it("11.7 rejects one more than CertificateStoreMaxLength, counted over all kinds", async () => {
    const { desk } = securityBench({ CertificateStoreMaxLength: "2" });
    desk.install("csmsRoot", (await selfSigned()).pem);
    desk.install("manufacturerRoot", (await selfSigned()).pem);

    expect(desk.install("csmsRoot", (await selfSigned()).pem)).toBe("rejected");
  });

  it("11.7 answers Failed when it cannot be stored, and keeps what was there", async () => {
    const secrets = new FullStore();
    const { desk } = securityBench({}, secrets);
    desk.install("csmsRoot", (await selfSigned()).pem);
    secrets.isFull = true;

    expect(desk.install("csmsRoot", (await selfSigned()).pem)).toBe("failed");
    expect(desk.installed("csmsRoot")).toHaveLength(1);
  });

  it("11.7 with AdditionalRootCertificateCheck takes only what the present root has signed, beside it until it has proved itself", async () => {
    const { desk, store } = securityBench({ AdditionalRootCertificateCheck: "true" });
    const present = await selfSigned();
    const successor = await present.issue({ ...authority, subject: "CN=Next Root" });
    desk.install("csmsRoot", present.pem);

    expect(desk.install("csmsRoot", (await selfSigned()).pem)).toBe("rejected");
    expect(desk.install("csmsRoot", successor.pem)).toBe("accepted");
    expect(desk.installed("csmsRoot")).toHaveLength(2);

    desk.proved(store.roots("csmsRoot")[0]?.x509.fingerprint256 ?? "");
    expect(desk.installed("csmsRoot")).toHaveLength(2);
    desk.proved(store.roots("csmsRoot")[1]?.x509.fingerprint256 ?? "");
    expect(store.roots("csmsRoot").map(({ x509 }) => x509.subject)).toEqual(["CN=Next Root"]);
  });

  it("11.7 with AdditionalRootCertificateCheck drops a successor that never proved itself for the next one", async () => {
    const { desk, store } = securityBench({ AdditionalRootCertificateCheck: "true" });
    const present = await selfSigned();
    desk.install("csmsRoot", present.pem);
    desk.install("csmsRoot", (await present.issue({ ...authority, subject: "CN=First" })).pem);

    expect(desk.install("csmsRoot", (await present.issue({ ...authority, subject: "CN=Second" })).pem)).toBe(
      "accepted",
    );
    expect(store.roots("csmsRoot").map(({ x509 }) => x509.subject)).toEqual([
      present.certificate.subject.replace(", ", "\n"),
      "CN=Second",
    ]);
  });
});

describe("DeleteCertificate", () => {
  it("11.8 deletes a root by its hashes, and does not find it again", async () => {
    const { desk } = securityBench();
    desk.install("csmsRoot", (await selfSigned()).pem);
    const hash = only(desk.installed("csmsRoot"));

    expect(desk.remove(hash)).toBe("accepted");
    expect(desk.remove(hash)).toBe("notFound");
    expect(desk.installed("csmsRoot")).toEqual([]);
  });

  it("11.8 answers Failed for the root that vouches for the present connection", async () => {
    const { desk, state, store } = securityBench();
    desk.install("csmsRoot", (await selfSigned()).pem);
    state.rootInUse = store.roots("csmsRoot")[0]?.x509.fingerprint256;

    expect(desk.remove(only(desk.installed("csmsRoot")))).toBe("failed");
    expect(desk.installed("csmsRoot")).toHaveLength(1);
  });

  it("11.8 answers Failed for the station's own certificate", async () => {
    const { desk, store } = securityBench();
    const { root, intermediate } = await testPki();
    desk.install("csmsRoot", root.pem);
    const own = await intermediate.issue(stationCertificate);
    store.putLeaf("chargePoint", "current", { chain: own.chainPem, privateKey: own.keyPem });
    const { hashOf } = await import("#agent/security/certificate-hash");
    const { readPemBundle } = await import("#agent/security/pem-bundle");
    const chain = readPemBundle(own.chainPem);
    const [leaf, signer] = chain.ok ? chain.value : [];
    if (leaf === undefined || signer === undefined) throw new TypeError("no chain");

    expect(desk.remove(hashOf(leaf, signer, "SHA512"))).toBe("failed");
  });

  it("11.8 answers Failed when the store cannot be written", async () => {
    const secrets = new FullStore();
    const { desk } = securityBench({}, secrets);
    desk.install("csmsRoot", (await selfSigned()).pem);
    secrets.isFull = true;

    expect(desk.remove(only(desk.installed("csmsRoot")))).toBe("failed");
    expect(desk.installed("csmsRoot")).toHaveLength(1);
  });
});

describe("CertificateSigned", () => {
  it("11.5 keeps a good chain beside the present certificate, in order and without the root", async () => {
    const { desk, store, state } = securityBench();
    const { root, intermediate } = await testPki();
    desk.install("csmsRoot", root.pem);
    const chain = await signedChain(store, intermediate);

    expect(desk.sign(chain + root.pem)).toEqual({ isTaken: true, isForConnection: true });

    expect(store.leaf("chargePoint", "candidate")?.chain.trim()).toBe(chain.trim());
    expect(store.leaf("chargePoint")).toBeUndefined();
    expect(state.signed).toBe(1);
  });

  it("11.5 is not taken a second time for the same request", async () => {
    const { desk, store } = securityBench();
    const root = await selfSigned();
    desk.install("csmsRoot", root.pem);
    const chain = await signedChain(store, root);
    desk.sign(chain);

    expect(desk.sign(chain).isTaken).toBe(false);
  });

  it.each([
    ["another common name", { subject: "CN=CP-2, O=Operator" }],
    ["another operator than CpoName", { subject: "CN=CP-1, O=Somebody" }],
    ["the end of its time behind it", { notAfter: new Date(today() - DAY / 2) }],
    ["its time still to come", { notBefore: new Date(today() + DAY) }],
    ["a key of its own", { publicKey: undefined }],
    ["a signature with SHA-1", { hash: "SHA-1" as const }],
    ["another purpose", { purposes: ["serverAuth" as const] }],
  ])("11.5 rejects a certificate with %s and raises InvalidChargePointCertificate", async (_what, wish) => {
    const { desk, store, events, variables } = securityBench();
    variables.set("cpoName", "Operator");
    const root = await selfSigned();
    desk.install("csmsRoot", root.pem);
    const { publicKey, ...others } = { publicKey: "theirs", ...wish };
    const chain =
      publicKey === undefined
        ? (await signedChain(store, root),
          (await root.issue({ ...stationCertificate, subject: "CN=CP-1, O=Operator" })).chainPem)
        : await signedChain(store, root, others);

    expect(desk.sign(chain)).toEqual({ isTaken: false, isForConnection: false });

    expect(events.at(-1)?.event).toBe("InvalidChargingStationCertificate");
    expect(store.leaf("chargePoint", "candidate")).toBeUndefined();
  });

  it("11.5 rejects what no root of the back end stands behind", async () => {
    const { desk, store } = securityBench();
    desk.install("csmsRoot", (await selfSigned()).pem);
    desk.install("manufacturerRoot", (await selfSigned({ subject: "CN=Maker" })).pem);

    expect(desk.sign(await signedChain(store, await selfSigned())).isTaken).toBe(false);
  });

  it("11.5 rejects a chain longer than CertificateSignedMaxChainSize before it is read", async () => {
    const { desk, store } = securityBench();
    const root = await selfSigned();
    desk.install("csmsRoot", root.pem);
    const chain = await signedChain(store, root);

    expect(desk.sign(" ".repeat(10_000) + chain).isTaken).toBe(false);
  });

  it("11.5 rejects a certificate that was never asked for", async () => {
    const { desk } = securityBench();
    const root = await selfSigned();
    desk.install("csmsRoot", root.pem);

    expect(desk.sign((await root.issue(stationCertificate)).chainPem).isTaken).toBe(false);
  });
});
