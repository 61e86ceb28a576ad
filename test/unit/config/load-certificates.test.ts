import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { CertificateStore } from "#agent/security/certificate-store";
import { importCertificates } from "#agent/security/import-certificates";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { loadBoot } from "#config/load-boot";
import { loadCertificates } from "#config/load-certificates";
import { configSchema } from "#config/schema";
import { temporaryDirectory } from "#test/support/temporary-directory";
import { selfSigned, stationCertificate, type TestCertificate } from "#test/support/test-pki";

const abilities = { versions: ["1.6"], securityProfiles: [0, 1, 2, 3], keyMistakes: () => [] } as const;

/** Loads a boot file beside whatever `write` puts there. */
function boot(certificates: object, write: (directory: string) => void) {
  const directory = temporaryDirectory();
  write(directory);
  const file = join(directory, "boot.json");
  const csms = { url: "ws://127.0.0.1:9000", identity: "cp001" };
  writeFileSync(file, JSON.stringify({ ocppVersion: "1.6", stateDir: "state", csms, certificates }));
  return loadBoot(file, abilities);
}

function mistakesOf(loaded: ReturnType<typeof boot>): readonly string[] {
  return loaded.ok ? [] : loaded.reason.map(({ path, message }) => `${path} ${message}`);
}

/** As PKCS #8 with a password, which OpenSSL makes. */
function encrypted(keyPem: string, password: string): string {
  return execFileSync("openssl", ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", `pass:${password}`], {
    input: keyPem,
  }).toString();
}

function writePair(
  directory: string,
  name: string,
  { chainPem, keyPem }: Pick<TestCertificate, "chainPem" | "keyPem">,
): void {
  writeFileSync(join(directory, `${name}.pem`), chainPem);
  writeFileSync(join(directory, `${name}.key`), keyPem);
}

describe("certificates of a boot file", () => {
  it("are read below its directory, keys with their password, and imported without it", async () => {
    const root = await selfSigned();
    const own = await root.issue(stationCertificate);
    const loaded = boot(
      { dir: "pki", csmsRoots: "roots.pem", stationCertDir: "own", keyPassword: "open sesame" },
      (directory) => {
        mkdirSync(join(directory, "pki", "own"), { recursive: true });
        writeFileSync(join(directory, "pki", "roots.pem"), root.pem + root.pem);
        writePair(join(directory, "pki", "own"), "cp", { ...own, keyPem: encrypted(own.keyPem, "open sesame") });
      },
    );
    if (!loaded.ok) throw new TypeError(mistakesOf(loaded).join());
    const store = new CertificateStore(new MemorySecretStore());

    importCertificates(store, loaded.value.certificates, silentLog);

    expect(store.roots("csmsRoot")).toHaveLength(2);
    expect(store.leaf("chargePoint")?.privateKey.trim()).toBe(own.keyPem.trim());
    expect(store.leaf("chargePoint")?.chain.trim()).toBe(own.chainPem.trim());
  });

  it("are imported once: what was deleted since stays deleted", async () => {
    const { pem } = await selfSigned();
    const store = new CertificateStore(new MemorySecretStore());
    importCertificates(store, { csmsRoot: pem }, silentLog);
    store.replaceRoots("csmsRoot", []);

    importCertificates(store, { csmsRoot: pem, manufacturerRoot: pem }, silentLog);

    expect(store.roots("csmsRoot")).toEqual([]);
    expect(store.roots("manufacturerRoot")).toHaveLength(1);
  });

  it("of several pairs give the one that is good for longest", async () => {
    const root = await selfSigned();
    const [short, long] = await Promise.all(
      ["2099-01-01", "2199-01-01"].map((end) => root.issue({ ...stationCertificate, notAfter: new Date(end) })),
    );
    const loaded = boot({ stationCertDir: "." }, (directory) => {
      if (short !== undefined) writePair(directory, "a", short);
      if (long !== undefined) writePair(directory, "b", long);
    });

    expect(loaded.ok && loaded.value.certificates.chargePoint?.chain).toBe(long?.chainPem);
  });

  it.each([
    [
      "a file that is missing",
      { csmsRoots: "no.pem" },
      "certificates.csmsRoots names something that cannot be read as certificates (ENOENT)",
    ],
    [
      "a file without certificates",
      { moRoots: "boot.json" },
      "certificates.moRoots names something that has no certificate in it",
    ],
    [
      "a directory without any",
      { seccCertDir: "." },
      "certificates.seccCertDir names something that has no certificate in it",
    ],
  ])("are refused for %s", (_what, certificates, mistake) => {
    expect(mistakesOf(boot(certificates, () => undefined))).toEqual([mistake]);
  });

  it("are refused for a wrong password, a key of another certificate, and no key", async () => {
    const root = await selfSigned();
    const [own, other] = await Promise.all([root.issue(stationCertificate), root.issue(stationCertificate)]);
    const mistakes = (keyPem: string | undefined) =>
      mistakesOf(
        boot({ stationCertDir: ".", keyPassword: "wrong" }, (directory) => {
          writeFileSync(join(directory, "cp.pem"), own.pem);
          if (keyPem !== undefined) writeFileSync(join(directory, "cp.key"), keyPem);
        }),
      );

    const prefix = "certificates.stationCertDir names something that has cp.pem, which has";
    expect(mistakes(encrypted(own.keyPem, "right"))).toEqual([
      `${prefix} a key that cannot be read with this password`,
    ]);
    expect(mistakes(other.keyPem)).toEqual([`${prefix} a key of another certificate`]);
    expect(mistakes(undefined)).toEqual([`${prefix} no key beside it (ENOENT)`]);
  });
});

describe("certificates of a configuration", () => {
  const least = {
    station: { vendor: "V", model: "M", serialNumber: "S" },
    store: { directory: "store" },
    csms: { url: "wss://csms.test", identity: "cp001" },
    board: { file: "openevse-sdm630" },
  };

  it("are refused when others than its owner can read the key, and taken when not", async () => {
    const directory = temporaryDirectory();
    const own = await (await selfSigned()).issue(stationCertificate);
    writePair(directory, "cp", own);
    const certificates = { stationCertificateFile: "cp.pem", stationKeyFile: "cp.key" };
    const load = () => loadCertificates(join(directory, "borne.json"), configSchema.parse({ ...least, certificates }));

    chmodSync(join(directory, "cp.key"), 0o640);
    expect(load()).toMatchObject({ ok: false, reason: [{ path: "certificates.stationCertificateFile" }] });
    chmodSync(join(directory, "cp.key"), 0o600);
    expect(load()).toMatchObject({ ok: true, value: { chargePoint: { privateKey: own.keyPem } } });
  });

  it("are refused when a certificate has no key or a key no certificate", () => {
    const load = (certificates: object) =>
      loadCertificates("borne.json", configSchema.parse({ ...least, certificates }));

    expect(load({ stationKeyFile: "cp.key" }).ok).toBe(false);
    expect(load({ stationCertificateFile: "cp.pem" }).ok).toBe(false);
    expect(load({}).ok).toBe(true);
  });
});
