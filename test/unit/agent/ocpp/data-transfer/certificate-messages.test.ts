import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { V2gCertificates } from "#agent/control/v2g-certificates";
import { certificateMessages, signAnswer, signV2gCertificate } from "#agent/ocpp/data-transfer/certificate-messages";
import { DataDesk } from "#agent/ocpp/data-transfer/data-desk";
import { requestCertificate } from "#agent/security/certificate-request";
import { SERIAL, securityBench, signRequest } from "#test/support/security-bench";
import { authority, selfSigned } from "#test/support/test-pki";

const vendorId = "org.openchargealliance.iso15118pnc";

/** A station with both features on unless told otherwise, and a back end that speaks to it. */
function bench({ isManaged = true, isPncEnabled = true } = {}) {
  const security = securityBench();
  const signed: string[] = [];
  const asked: string[] = [];
  const v2g = new V2gCertificates({
    ...security,
    log: silentLog,
    serialNumber: SERIAL,
    onSigned: () => signed.push("signed"),
  });
  const messages = certificateMessages({
    certificates: security.desk,
    v2g,
    requestCertificate: () => asked.push("asked"),
    isManaged: () => isManaged,
    isPncEnabled: () => isPncEnabled,
  });
  const desk = new DataDesk([messages], silentLog);
  const send = (messageId: string, message: unknown): unknown => {
    const { status, data } = desk.receive({ vendorId, messageId, data: JSON.stringify(message) });
    return data === undefined ? status : JSON.parse(data);
  };
  return { ...security, v2g, signed, asked, send };
}

/** Asks as the station does, and signs under a V2G root that it knows. */
async function signedUnder({ store, send }: ReturnType<typeof bench>, wish: object = {}) {
  const root = await selfSigned({ subject: "CN=V2G Root" });
  send("InstallCertificate", { certificateType: "V2GRootCertificate", certificate: root.pem });
  const sub = await root.issue({ ...authority, subject: "CN=CPO Sub" });
  const { request, privateKey } = await requestCertificate({ commonName: SERIAL }, "EC");
  store.keepRequestedKey("secc", privateKey);
  return signRequest(request, sub, { purposes: [], keyUsage: ["digitalSignature", "keyAgreement"], ...wish });
}

describe("certificates by DataTransfer", () => {
  it("M05, M03, M04: InstallCertificate, GetInstalledCertificateIds and DeleteCertificate of roots for vehicles and contracts", async () => {
    const { send } = bench();
    const v2g = await selfSigned({ subject: "CN=V2G" });
    const mo = await selfSigned({ subject: "CN=MO" });
    expect(send("GetInstalledCertificateIds", {})).toEqual({ status: "NotFound" });
    const install = (certificateType: string, certificate: string) =>
      send("InstallCertificate", { certificateType, certificate });
    expect(install("V2GRootCertificate", v2g.pem)).toEqual({ status: "Accepted" });
    expect(install("MORootCertificate", mo.pem)).toEqual({ status: "Accepted" });
    expect(install("MORootCertificate", "no certificate")).toEqual({ status: "Rejected" });
    const listed = send("GetInstalledCertificateIds", { certificateType: ["MORootCertificate"] }) as {
      readonly certificateHashDataChain: readonly { readonly certificateHashData: object }[];
    };
    expect(listed).toMatchObject({
      status: "Accepted",
      certificateHashDataChain: [
        { certificateType: "MORootCertificate", certificateHashData: { hashAlgorithm: "SHA256" } },
      ],
    });
    expect(listed.certificateHashDataChain).toHaveLength(1);
    expect(send("GetInstalledCertificateIds", { certificateType: [] })).toMatchObject({
      certificateHashDataChain: [{ certificateType: "V2GRootCertificate" }, { certificateType: "MORootCertificate" }],
    });
    const certificateHashData = listed.certificateHashDataChain[0]?.certificateHashData;
    expect(send("DeleteCertificate", { certificateHashData })).toEqual({ status: "Accepted" });
    expect(send("DeleteCertificate", { certificateHashData })).toEqual({ status: "NotFound" });
  });

  it("A02 CertificateSigned: a chain for the key that was asked for, under a V2G root, is taken and listed with its authority", async () => {
    const station = bench();
    const certificateChain = await signedUnder(station);
    const message = { certificateChain, certificateType: "V2GCertificate" };
    expect(station.send("CertificateSigned", message)).toEqual({ status: "Accepted" });
    expect(station.signed).toEqual(["signed"]);
    expect(station.store.leaf("secc")?.chain.match(/BEGIN/g)).toHaveLength(2);
    expect(station.send("GetInstalledCertificateIds", { certificateType: ["V2GCertificateChain"] })).toMatchObject({
      certificateHashDataChain: [
        { certificateType: "V2GCertificateChain", childCertificateHashData: [{ hashAlgorithm: "SHA256" }] },
      ],
    });
    // The key has been used up.
    expect(station.send("CertificateSigned", message)).toEqual({ status: "Rejected" });
  });

  it.each([
    ["another name", { subject: "CN=CP-2" }],
    ["a key for something else", { keyUsage: ["keyEncipherment"] }],
    ["a time that is over", { notBefore: new Date(0), notAfter: new Date(1e12) }],
  ])("A02 CertificateSigned with %s is Rejected, and the key goes on waiting", async (_name, wish) => {
    const station = bench();
    const certificateChain = await signedUnder(station, wish);
    expect(station.send("CertificateSigned", { certificateChain })).toEqual({ status: "Rejected" });
    expect(station.store.leaf("secc")).toBeUndefined();
    expect(station.store.requestedKey("secc")).toBeDefined();
    expect(station.events.at(-1)).toMatchObject({ event: "InvalidChargingStationCertificate" });
  });

  it("A02 CertificateSigned under a root that is unknown, without a request, or for the other side is Rejected", async () => {
    const station = bench();
    const certificateChain = await signedUnder(station);
    const forBackEnd = { certificateChain, certificateType: "ChargingStationCertificate" };
    expect(station.send("CertificateSigned", forBackEnd)).toEqual({ status: "Rejected" });
    station.store.replaceRoots("v2gRoot", []);
    expect(station.send("CertificateSigned", { certificateChain })).toEqual({ status: "Rejected" });
    station.store.forgetRequestedKey("secc");
    expect(station.send("CertificateSigned", { certificateChain })).toEqual({ status: "Rejected" });
  });

  it("TriggerMessage: SignV2GCertificate makes the station ask, the combined one is not there", () => {
    const { send, asked } = bench();
    expect(send("TriggerMessage", { requestedMessage: "SignV2GCertificate" })).toEqual({ status: "Accepted" });
    expect(asked).toEqual(["asked"]);
    expect(send("TriggerMessage", { requestedMessage: "SignCombinedCertificate" })).toEqual({
      status: "NotImplemented",
    });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["InstallCertificate", { certificateType: "V2GRootCertificate" }],
    ["InstallCertificate", { certificateType: "toString", certificate: "x" }],
    ["DeleteCertificate", {}],
    ["DeleteCertificate", { certificateHashData: { hashAlgorithm: "MD5", issuerNameHash: "", issuerKeyHash: "" } }],
    ["GetInstalledCertificateIds", { certificateType: ["Other"] }],
    ["CertificateSigned", { certificateChain: 5 }],
    ["TriggerMessage", []],
  ])("13.1 %s with %j is Rejected", (messageId, message) => {
    expect(bench().send(messageId, message)).toBe("rejected");
  });

  it("ISO15118CertificateManagementEnabled, ISO15118PnCEnabled: what is off rejects its messages", async () => {
    const unmanaged = bench({ isManaged: false });
    const { pem } = await selfSigned({ subject: "CN=V2G" });
    const install = { certificateType: "V2GRootCertificate", certificate: pem };
    expect(unmanaged.send("InstallCertificate", install)).toBe("rejected");
    expect(unmanaged.send("GetInstalledCertificateIds", {})).toBe("rejected");
    expect(unmanaged.store.roots("v2gRoot")).toEqual([]);
    const without = bench({ isPncEnabled: false });
    expect(without.send("TriggerMessage", { requestedMessage: "SignV2GCertificate" })).toBe("rejected");
    expect(without.asked).toEqual([]);
  });

  it("A02 SignCertificate names the use, and only a clear yes is one", () => {
    const { data, ...rest } = signV2gCertificate("CSR");
    expect(rest).toEqual({ vendorId, messageId: "SignCertificate" });
    expect(JSON.parse(data ?? "")).toEqual({ csr: "CSR", certificateType: "V2GCertificate" });
    const answered = (status: "accepted" | "unknownVendorId", text?: string) =>
      signAnswer({ kind: "answered", answer: { status, ...(text === undefined ? {} : { data: text }) } });
    expect(answered("accepted", '{"status":"Accepted"}')).toEqual({ kind: "answered", answer: "accepted" });
    const rejected = { kind: "answered", answer: "rejected" };
    expect(answered("accepted", '{"status":"Rejected"}')).toEqual(rejected);
    expect(answered("accepted", "yes")).toEqual(rejected);
    expect(answered("accepted")).toEqual(rejected);
    expect(answered("unknownVendorId")).toEqual(rejected);
    expect(signAnswer({ kind: "unreachable" })).toEqual({ kind: "unreachable" });
  });
});
