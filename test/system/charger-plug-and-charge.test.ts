import { expect, it } from "vitest";
import { pncMessage } from "#simulator/csms/pnc-message";
import { OwnBackEnd } from "#test/support/back-end";
import { ChargerBench } from "#test/support/charger-bench";
import type { Json } from "#test/support/charger-driver";
import { until } from "#test/support/rehearsal-until";
import { signRequest } from "#test/support/security-bench";
import { authority, selfSigned } from "#test/support/test-pki";

const EMAID = "DEABCC1234567";

/** The messages of the white paper that a charger has sent, as the objects in their texts. */
function sent(bench: ChargerBench, messageId: string): readonly Json[] {
  return bench.backEnd
    .requests("DataTransfer")
    .filter((payload) => payload["messageId"] === messageId)
    .map((payload) => JSON.parse(String(payload["data"])) as Json);
}

it("DataTransfer InstallCertificate, TriggerMessage, SignCertificate, CertificateSigned, Authorize: a charger gets its certificate for vehicles and takes a contract", async () => {
  const bench = await ChargerBench.with(new OwnBackEnd());
  const charger = await bench.online();
  const call = (action: string, payload: object) => bench.backEnd.call("cp001", action, payload);
  const ask = async (messageId: string, message: object): Promise<unknown> => {
    const { status, data } = (await call("DataTransfer", pncMessage(messageId, message))) as Record<string, string>;
    return data === undefined ? status : JSON.parse(data);
  };
  const set = (key: string) => call("ChangeConfiguration", { key, value: "true" });
  const accepted = { status: "Accepted" };

  const v2gRoot = await selfSigned({ subject: "CN=V2G Root" });
  const moRoot = await selfSigned({ subject: "CN=MO Root" });
  const v2g = { certificateType: "V2GRootCertificate", certificate: v2gRoot.pem };
  expect(await ask("InstallCertificate", v2g)).toBe("Rejected");
  expect(await set("ISO15118CertificateManagementEnabled")).toEqual(accepted);
  expect(await set("ISO15118PnCEnabled")).toEqual(accepted);
  expect(await ask("InstallCertificate", v2g)).toEqual(accepted);
  const mo = { certificateType: "MORootCertificate", certificate: moRoot.pem };
  expect(await ask("InstallCertificate", mo)).toEqual(accepted);

  expect(await ask("TriggerMessage", { requestedMessage: "SignV2GCertificate" })).toEqual(accepted);
  const { csr, certificateType } = await until("SignCertificate", () => sent(bench, "SignCertificate")[0]);
  expect(certificateType).toBe("V2GCertificate");
  const wish = { purposes: [], keyUsage: ["digitalSignature", "keyAgreement"] as const };
  const certificateChain = await signRequest(String(csr), v2gRoot, wish);
  expect(await ask("CertificateSigned", { certificateChain, certificateType })).toEqual(accepted);
  expect(await ask("GetInstalledCertificateIds", {})).toMatchObject({
    status: "Accepted",
    certificateHashDataChain: [
      { certificateType: "V2GRootCertificate" },
      { certificateType: "MORootCertificate" },
      { certificateType: "V2GCertificateChain" },
    ],
  });

  const moSub = await moRoot.issue({ ...authority, subject: "CN=MO Sub" });
  const contract = await moSub.issue({ subject: `CN=${EMAID}`, keyUsage: ["digitalSignature"], purposes: [] });
  await charger.do("plugIn", { evseId: 1 });
  await bench.untilStatus("Preparing");
  await charger.do("presentToken", { idToken: EMAID, type: "eMAID", certificate: contract.chainPem });
  await bench.untilStatus("Charging");
  expect(sent(bench, "Authorize")).toEqual([{ idToken: { idToken: EMAID, type: "eMAID" } }]);
  expect(bench.backEnd.requests("Authorize")).toEqual([]);
  expect(bench.backEnd.requests("StartTransaction")).toMatchObject([{ idTag: EMAID }]);
  expect(bench.backEnd.problems()).toEqual([]);
  expect(charger.strays).toEqual([]);
});
