import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { AccessFile } from "#agent/security/access-file";
import type { Certificate } from "#agent/security/certificate";
import { CertificateStore, pemOf, rootKinds } from "#agent/security/certificate-store";
import { importCertificates } from "#agent/security/import-certificates";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { readPemBundle } from "#agent/security/pem-bundle";
import { selfSigned } from "#test/support/test-pki";

function certificatesIn(pem: string): readonly Certificate[] {
  const read = readPemBundle(pem);
  if (!read.ok) throw new TypeError("not a certificate");
  return read.value;
}

describe("a station that is reset on site", () => {
  it("forgets password and profile that the back end gave it, and what comes after", () => {
    const secrets = new MemorySecretStore();
    const file = new AccessFile(secrets);
    file.write({ key: "00112233445566778899aabbccddeeff", profile: 2 });
    file.forget();
    expect(file.read()).toEqual({});
    file.write({ profile: 3 });
    expect(new AccessFile(secrets).read()).toEqual({});
  });

  it("forgets roots, certificates and keys of all kinds, and takes those of the installation again", async () => {
    const secrets = new MemorySecretStore();
    const store = new CertificateStore(secrets);
    const [own, foreign] = [await selfSigned(), await selfSigned()];
    importCertificates(store, { csmsRoot: own.pem }, silentLog);
    for (const kind of rootKinds) store.replaceRoots(kind, certificatesIn(foreign.pem));
    for (const kind of ["chargePoint", "secc"] as const) {
      store.putLeaf(kind, "current", { chain: foreign.pem, privateKey: foreign.keyPem });
      store.putLeaf(kind, "candidate", { chain: foreign.pem, privateKey: foreign.keyPem });
      store.keepRequestedKey(kind, foreign.keyPem);
    }

    store.forgetAll();

    expect(store.count()).toBe(0);
    expect(store.leaf("chargePoint") ?? store.leaf("chargePoint", "candidate") ?? store.leaf("secc")).toBeUndefined();
    expect(store.requestedKey("chargePoint")).toBeUndefined();
    importCertificates(store, { csmsRoot: own.pem }, silentLog);
    expect(store.roots("csmsRoot").map(pemOf)).toEqual(certificatesIn(own.pem).map(pemOf));
  });
});
