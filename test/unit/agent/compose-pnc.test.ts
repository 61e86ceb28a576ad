import { describe, expect, it } from "vitest";
import { silentLog } from "#hal/core/log";
import { Signal } from "#hal/core/signal";
import { epochMillis } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import { composePnc } from "#agent/compose-pnc";
import { idToken } from "#agent/domain/authorization/id-token";
import { DataDesk } from "#agent/ocpp/data-transfer/data-desk";
import { requestCertificate } from "#agent/security/certificate-request";
import type { CsmsStatus } from "#agent/ports/csms-client";
import { readMade } from "#test/support/read-test-certificate";
import { SERIAL, securityBench, signRequest, today } from "#test/support/security-bench";
import { selfSigned } from "#test/support/test-pki";

const vendorId = "org.openchargealliance.iso15118pnc";
const YEAR = 365 * 86_400_000;

/** A station whose own clock shows 1970; certificates are judged by the time that vouches for them. */
function bench(certificateTime: number) {
  const security = securityBench({ ISO15118PnCEnabled: "true", ContractValidationOffline: "true" });
  const clock = new VirtualClock(epochMillis(0));
  const pnc = composePnc({
    security: {
      certificates: security.store,
      certificateTime: () => epochMillis(certificateTime),
      journal: security.journal,
      services: { certificates: security.desk },
    },
    variables: security.variables,
    platform: { clock, log: silentLog },
    serialNumber: SERIAL,
    csms: () => ({
      isOnline: () => false,
      changes: new Signal<CsmsStatus>(),
      transferData: () => Promise.resolve({ kind: "unreachable" as const }),
    }),
    background: () => undefined,
  });
  return { ...security, pnc, desk: new DataDesk([pnc.vendor], silentLog) };
}

async function signed(certificateTime: number): Promise<unknown> {
  const { store, desk } = bench(certificateTime);
  const root = await selfSigned({ subject: "CN=V2G Root", notAfter: new Date(today() + 9 * YEAR) });
  store.replaceRoots("v2gRoot", [readMade(root)]);
  const { request, privateKey } = await requestCertificate({ commonName: SERIAL }, "EC");
  store.keepRequestedKey("secc", privateKey);
  const certificateChain = await signRequest(request, root, {
    purposes: [],
    keyUsage: ["digitalSignature", "keyAgreement"],
  });
  const data = JSON.stringify({ certificateChain, certificateType: "V2GCertificate" });
  return JSON.parse(desk.receive({ vendorId, messageId: "CertificateSigned", data }).data ?? "null");
}

describe("plug and charge with a station clock that nobody has set", () => {
  it("A02 CertificateSigned takes a certificate towards vehicles by the time that vouches for certificates", async () => {
    expect(await signed(today())).toEqual({ status: "Accepted" });
  });

  it("A02 CertificateSigned refuses one that is over by that time", async () => {
    expect(await signed(today() + 8 * YEAR)).toEqual({ status: "Rejected" });
  });

  it.each([
    ["takes", 0, { kind: "byLocalRules" }],
    ["refuses", 8 * YEAR, { kind: "refused", why: "certificateExpired" }],
  ])("C07 %s a contract that a vehicle shows by the same time", async (_verb, later, verdict) => {
    const { store, pnc } = bench(today() + later);
    const root = await selfSigned({ subject: "CN=MO Root", notAfter: new Date(today() + 9 * YEAR) });
    store.replaceRoots("moRoot", [readMade(root)]);
    const leaf = await root.issue({ subject: "CN=DE8AAC12345678", purposes: [], keyUsage: ["digitalSignature"] });
    expect(await pnc.contracts.judge(idToken("DE8AAC12345678"), leaf.pem)).toEqual(verdict);
  });
});
