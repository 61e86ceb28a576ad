import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { seconds } from "#hal/core/units";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";
import { PASSWORD, SecurityBackEnd } from "#test/support/security-back-end";
import { signRequest } from "#test/support/security-bench";
import { authority, selfSigned } from "#test/support/test-pki";

const KEY = "00112233445566778899aabbccddeeff";
const keyBytes = Uint8Array.from(Buffer.from(KEY, "hex"));
const profile1 = { securityProfile: 1, basicAuthPassword: PASSWORD };
const profile2 = { securityProfile: 2, basicAuthPassword: PASSWORD };
const PATIENCE = seconds(30);

const gone = (backEnd: SecurityBackEnd) => until("the end of the connection", () => !backEnd.isIn(), PATIENCE);
const back = (backEnd: SecurityBackEnd) => until("the station back", () => backEnd.isIn(), PATIENCE);

describe("a charger and its operator's password", () => {
  it("11.2 ChangeConfiguration of AuthorizationKey: the charger comes back unprompted with the new key and keeps it over a power cut", async () => {
    const backEnd = await SecurityBackEnd.open("ws");
    const charger = await backEnd.charger(profile1);

    expect(await backEnd.change("AuthorizationKey", KEY)).toBe("Accepted");
    await gone(backEnd);
    await backEnd.csms.changeDoor({ password: keyBytes });
    await back(backEnd);
    expect(await backEnd.read("AuthorizationKey")).toBeUndefined();
    expect(backEnd.requests("BootNotification")).toHaveLength(1);

    charger.kill("SIGKILL");
    await charger.exit;
    await backEnd.charger(profile1);
    expect(backEnd.isIn()).toBe(true);
    expect(charger.stderr).not.toContain(KEY);
  });

  it("11.2 a key that the back end does not take after all: the charger is back with the old one within 30 s", async () => {
    const backEnd = await SecurityBackEnd.open("ws");
    await backEnd.charger(profile1);

    await backEnd.change("AuthorizationKey", KEY);
    await gone(backEnd);
    await back(backEnd);

    expect(backEnd.isIn()).toBe(true);
  });

  it("11.9 a wrong password is FailedToAuthenticateAtCentralSystem in the security log, once, and nothing that is told", async () => {
    const backEnd = await SecurityBackEnd.open("ws", { password: "another password" });
    const charger = await backEnd.start(profile1);

    await until("the event", () => charger.stderr.includes("FailedToAuthenticateAtCsms"), PATIENCE);
    await backEnd.csms.changeDoor({ password: PASSWORD });
    await back(backEnd);
    await until("the start to be told", () => backEnd.events().length > 0);

    expect(backEnd.events()).toEqual(["StartupOfTheDevice"]);
  });
});

describe("a charger and its security profile", () => {
  it("11.3 is raised from 1 to 2: wss with the same password, and stays so after a power cut", async () => {
    const backEnd = await SecurityBackEnd.open("ws");
    const charger = await backEnd.charger(profile1);
    const { url } = { url: backEnd.csms.url() };

    expect(await backEnd.change("SecurityProfile", "2")).toBe("Accepted");
    await gone(backEnd);
    await backEnd.csms.changeDoor({ password: PASSWORD, tls: backEnd.tls });
    await back(backEnd);
    expect(await backEnd.read("SecurityProfile")).toBe("2");
    expect(await backEnd.change("SecurityProfile", "1")).toBe("Rejected");

    charger.kill("SIGKILL");
    await charger.exit;
    await backEnd.start({ ...profile1, url });
    await back(backEnd);
  });

  it("11.3 falls back to 1 within 30 s when there is no TLS at the other end", async () => {
    const backEnd = await SecurityBackEnd.open("ws");
    await backEnd.charger(profile1);

    expect(await backEnd.change("SecurityProfile", "2")).toBe("Accepted");
    await gone(backEnd);
    await back(backEnd);

    expect(await backEnd.read("SecurityProfile")).toBe("1");
  });

  it("11.3 asked for while the network is about to go is tried when it is back", async () => {
    const backEnd = await SecurityBackEnd.open("ws");
    const charger = await backEnd.charger(profile1);

    await backEnd.change("SecurityProfile", "2");
    await charger.do("networkDown");
    await gone(backEnd);
    await backEnd.csms.changeDoor({ password: PASSWORD, tls: backEnd.tls });
    await charger.do("networkUp");
    await back(backEnd);

    expect(await backEnd.read("SecurityProfile")).toBe("2");
  });

  it("11.5 is raised from 2 to 3 with a certificate that the station asked for: ExtendedTriggerMessage, SignCertificate, CertificateSigned", async () => {
    const backEnd = await SecurityBackEnd.open("wss");
    await backEnd.charger(profile2);
    expect(await backEnd.change("SecurityProfile", "3")).toBe("Rejected");
    expect(await backEnd.change("CpoName", "Operator")).toBe("Accepted");

    expect(await backEnd.ask("ExtendedTriggerMessage", { requestedMessage: "SignChargePointCertificate" })).toBe(
      "Accepted",
    );
    await until("the new certificate", () => answered(backEnd, "CertificateSigned") === "Accepted");
    expect(await backEnd.change("SecurityProfile", "3")).toBe("Accepted");
    await gone(backEnd);
    await backEnd.csms.changeDoor({ tls: backEnd.mutualTls });
    await back(backEnd);

    expect(await backEnd.read("SecurityProfile")).toBe("3");
    expect(modesBelow(join(backEnd.directory, "state", "secrets"))).toEqual(new Set([0o600]));
  });

  it("11.5 InvalidChargePointCertificate is told for a chain that no root stands behind", async () => {
    const stranger = await selfSigned();
    const backEnd = await SecurityBackEnd.open("wss", { sign: (request) => signRequest(request, stranger) });
    await backEnd.charger(profile2);

    await backEnd.ask("ExtendedTriggerMessage", { requestedMessage: "SignChargePointCertificate" });

    await until("the event", () => backEnd.events().includes("InvalidChargePointCertificate"));
    expect(answered(backEnd, "CertificateSigned")).toBe("Rejected");
  });

  it("11.4 a back end that no root stands behind is not told the password, and is told of afterwards", async () => {
    const backEnd = await SecurityBackEnd.open("wss");
    const stranger = await (await selfSigned()).issue();
    await backEnd.csms.changeDoor({ tls: { chain: stranger.chainPem, privateKey: stranger.keyPem } });
    const charger = await backEnd.start(profile2);

    await until("the event", () => charger.stderr.includes("InvalidCsmsCertificate"), PATIENCE);
    await backEnd.csms.changeDoor({ password: PASSWORD, tls: backEnd.tls });
    await back(backEnd);

    await until("it to be told", () => backEnd.events().includes("InvalidCentralSystemCertificate"));
    expect(backEnd.events().filter((event) => event === "InvalidCentralSystemCertificate")).toHaveLength(1);
  });
});

describe("a charger and a back end of other making", () => {
  it("11.1 profile 2: the same password over wss, and nothing but OCPP behind it", async () => {
    const backEnd = await SecurityBackEnd.open("wss");
    const { cert, key } = { cert: backEnd.server.chainPem, key: backEnd.server.keyPem };
    const other = new IndependentCsms(PASSWORD, { cert, key });
    await other.start();
    onTestFinished(() => other.stop());

    await backEnd.start({ ...profile2, url: other.url() });
    await until("the event", () => other.requests("SecurityEventNotification").length > 0);

    expect(other.requests("SecurityEventNotification")).toMatchObject([{ type: "StartupOfTheDevice" }]);
    expect(other.problems()).toEqual([]);
  });
});

describe("the certificates of a charger", () => {
  it("11.7 AdditionalRootCertificateCheck: a root that the present one has signed takes its place at the first connection with it", async () => {
    const backEnd = await SecurityBackEnd.open("wss");
    await backEnd.charger(profile2, {
      configurationKeys: { AdditionalRootCertificateCheck: "true", RetryBackOffWaitMinimum: "1" },
    });
    const csms = { certificateType: "CentralSystemRootCertificate" };
    const successor = await backEnd.root.issue({ ...authority, subject: "CN=Next Root, O=Operator" });
    const server = await successor.issue();
    const installed = async () =>
      ((await backEnd.csms.call("GetInstalledCertificateIds", csms)) as { certificateHashData: readonly object[] })
        .certificateHashData.length;

    const stranger = await selfSigned();
    expect(await backEnd.ask("InstallCertificate", { ...csms, certificate: stranger.pem })).toBe("Rejected");
    expect(await backEnd.ask("InstallCertificate", { ...csms, certificate: successor.pem })).toBe("Accepted");
    expect(await installed()).toBe(2);
    await backEnd.csms.changeDoor({ password: PASSWORD, tls: { chain: server.pem, privateKey: server.keyPem } });
    await back(backEnd);
    expect(await installed()).toBe(1);

    await backEnd.csms.changeDoor({ password: PASSWORD, tls: { chain: server.pem, privateKey: server.keyPem } });
    await back(backEnd);
  });

  it("11.8 DeleteCertificate never takes the root of the present connection, and GetInstalledCertificateIds names what is there", async () => {
    const backEnd = await SecurityBackEnd.open("wss");
    await backEnd.charger(profile2);
    const other = await selfSigned({ subject: "CN=Other" });

    expect(
      await backEnd.ask("InstallCertificate", {
        certificateType: "CentralSystemRootCertificate",
        certificate: other.pem,
      }),
    ).toBe("Accepted");
    const ids = (await backEnd.csms.call("GetInstalledCertificateIds", {
      certificateType: "CentralSystemRootCertificate",
    })) as { readonly certificateHashData: readonly object[] };
    expect(ids.certificateHashData).toHaveLength(2);

    const results = [];
    for (const certificateHashData of ids.certificateHashData)
      results.push(await backEnd.ask("DeleteCertificate", { certificateHashData }));
    expect(results).toEqual(["Failed", "Accepted"]);
  });

  it("11.5 the station's own certificate is renewed before its end, shown at once, and the old one is gone", async () => {
    const backEnd = await SecurityBackEnd.open("wss");
    const old = await backEnd.root.issue({
      subject: "CN=cp001, O=Operator",
      dnsNames: [],
      purposes: ["clientAuth"],
      notAfter: new Date(Date.now() + 86_400_000),
    });
    mkdirSync(join(backEnd.directory, "own"));
    writeFileSync(join(backEnd.directory, "own", "station.pem"), old.chainPem);
    writeFileSync(join(backEnd.directory, "own", "station.key"), old.keyPem);
    await backEnd.csms.changeDoor({ tls: backEnd.mutualTls });

    await backEnd.charger({ securityProfile: 3 }, { certificates: { csmsRoots: "roots.pem", stationCertDir: "own" } });
    await until("the new certificate", () => answered(backEnd, "CertificateSigned") === "Accepted", PATIENCE);

    const kept = join(backEnd.directory, "state", "secrets", "chargePoint.current.pem");
    await until("the old certificate to be replaced", () => !readFileSync(kept, "utf8").includes(old.pem.trim()));
    await back(backEnd);
  });

  it.each(["EC", "RSA"])("11.5 SignCertificate asks with a new %s key each time", async (kind) => {
    const backEnd = await SecurityBackEnd.open("wss", { sign: () => Promise.resolve(undefined) });
    await backEnd.charger(profile2);
    await backEnd.change("ClientCertificateKeyType", kind);

    for (const count of [1, 2]) {
      await backEnd.ask("ExtendedTriggerMessage", { requestedMessage: "SignChargePointCertificate" });
      await until("the request", () => backEnd.requests("SignCertificate").length === count, PATIENCE);
    }

    const [first, second] = backEnd.requests("SignCertificate").map(({ csr }) => String(csr));
    expect(first).not.toBe(second);
    expect(first).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
    expect(String(first).length > 700).toBe(kind === "RSA");
  });
});

/** The station's last answer to a call of the back end. */
function answered(backEnd: SecurityBackEnd, action: string): string | undefined {
  const { answer } = backEnd.csms.messages.findLast((message) => message.action === action) ?? {};
  return answer?.kind === "result" ? String((answer.payload as { readonly status?: unknown }).status) : undefined;
}

function modesBelow(directory: string): ReadonlySet<number> {
  return new Set(readdirSync(directory).map((name) => statSync(join(directory, name)).mode & 0o777));
}
