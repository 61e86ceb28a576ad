import { describe, expect, it } from "vitest";
import { ContractDesk, type ContractQuestion } from "#agent/control/contract-desk";
import { idToken, type TokenInfo } from "#agent/domain/authorization/id-token";
import { authorizeContract, contractAnswer } from "#agent/ocpp/data-transfer/contract-messages";
import type { CsmsAnswer } from "#agent/ports/csms-client";
import { readPemBundle } from "#agent/security/pem-bundle";
import { securityBench } from "#test/support/security-bench";
import { authority, type CertificateWish, selfSigned } from "#test/support/test-pki";

const EMAID = "DEABCC1234567";
const contract: CertificateWish = {
  subject: "CN=DE-ABC-C1234567, O=Mobility",
  keyUsage: ["digitalSignature"],
  purposes: [],
};
/** http://o.test as the place to ask about revocations (authority information access). */
const ocspUrl = Buffer.from("http://o.test");
const accessTo = (url: Buffer) => {
  const ocsp = Buffer.from("06082b06010505073001", "hex");
  const name = Buffer.concat([Buffer.from([0x86, url.length]), url]);
  const one = Buffer.concat([Buffer.from([0x30, ocsp.length + name.length]), ocsp, name]);
  return Buffer.concat([Buffer.from([0x30, one.length]), one]).toString("hex");
};
const withOcsp = { extensions: [{ oid: "1.3.6.1.5.5.7.1.1", critical: false, value: accessTo(ocspUrl) }] };

interface Circumstances {
  readonly keys?: Readonly<Record<string, string>>;
  readonly answer?: CsmsAnswer<TokenInfo>;
  readonly isOnline?: boolean;
  readonly isRootKnown?: boolean;
}

async function bench({ keys = {}, answer, isOnline = true, isRootKnown = true }: Circumstances = {}) {
  const { store, variables, certificateTime } = securityBench({ ISO15118PnCEnabled: "true", ...keys });
  const root = await selfSigned({ subject: "CN=MO Root" });
  const read = readPemBundle(root.pem);
  if (isRootKnown && read.ok) store.replaceRoots("moRoot", read.value);
  const asked: ContractQuestion[] = [];
  const desk = new ContractDesk({
    store,
    variables,
    certificateTime,
    isOnline: () => isOnline,
    ask: (question) => {
      asked.push(question);
      return Promise.resolve(answer ?? { kind: "answered", answer: { status: "accepted" } });
    },
  });
  const sub = await root.issue({ ...authority, subject: "CN=MO Sub" });
  return { desk, asked, root, sub, judge: (chain: string) => desk.judge(idToken(EMAID), chain) };
}

describe("a contract that a vehicle shows", () => {
  it("C07 is judged here and asked about by its hashes, with where to ask for a revocation", async () => {
    const { judge, asked, sub } = await bench();
    const leaf = await sub.issue({ ...contract, ...withOcsp });
    expect(await judge(leaf.chainPem)).toEqual({ kind: "accepted", info: { status: "accepted" } });
    expect(asked).toEqual([
      {
        token: EMAID,
        hashes: [
          {
            hashAlgorithm: "SHA256",
            issuerNameHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
            issuerKeyHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
            serialNumber: expect.any(String) as string,
            responderURL: "http://o.test",
          },
        ],
      },
    ]);
  });

  it("C07 CentralContractValidationAllowed: without a root the back end may judge the chain, or else nobody does", async () => {
    const closed = await bench({ isRootKnown: false });
    const leaf = await closed.sub.issue(contract);
    expect(await closed.judge(leaf.chainPem)).toEqual({ kind: "refused", why: "untrusted" });
    expect(closed.asked).toEqual([]);
    const open = await bench({ isRootKnown: false, keys: { CentralContractValidationAllowed: "true" } });
    expect(await open.judge(leaf.chainPem)).toMatchObject({ kind: "accepted" });
    expect(open.asked).toEqual([{ token: EMAID, hashes: [], chain: leaf.chainPem }]);
  });

  it("C07 ISO15118PnCEnabled off: nobody charges with one", async () => {
    const { judge, asked, sub } = await bench({ keys: { ISO15118PnCEnabled: "false" } });
    const leaf = await sub.issue(contract);
    expect(await judge(leaf.chainPem)).toEqual({ kind: "refused", why: "plugAndChargeOff" });
    expect(asked).toEqual([]);
  });

  it.each<readonly [string, CertificateWish, string]>([
    ["of somebody else", { ...contract, subject: "CN=DE-ABC-C7654321" }, "otherContract"],
    ["that has ended", { ...contract, notBefore: new Date(0), notAfter: new Date(1e12) }, "certificateExpired"],
    ["whose key is for something else", { ...contract, keyUsage: ["keyEncipherment"] }, "keyUsage"],
  ])("C07 one %s is refused without a question, also where the back end may judge", async (_name, wish, why) => {
    const { judge, asked, sub } = await bench({ keys: { CentralContractValidationAllowed: "true" } });
    const leaf = await sub.issue(wish);
    expect(await judge(leaf.chainPem)).toEqual({ kind: "refused", why });
    expect(await judge("-----BEGIN CERTIFICATE-----\nAAAA")).toEqual({ kind: "refused", why: "unreadable" });
    expect(asked).toEqual([]);
  });

  it("C07 a word of the back end against it counts", async () => {
    const { judge, sub } = await bench({ answer: { kind: "answered", answer: { status: "blocked" } } });
    const leaf = await sub.issue(contract);
    expect(await judge(leaf.chainPem)).toEqual({ kind: "refused", why: "blocked" });
  });

  it.each([
    [true, true, { kind: "byLocalRules" }],
    [true, false, { kind: "refused", why: "untrusted" }],
    [false, true, { kind: "refused", why: "offline" }],
  ])("C07 ContractValidationOffline %s, a root that is there %s", async (isAllowed, isRootKnown, verdict) => {
    const keys = { ContractValidationOffline: String(isAllowed), CentralContractValidationAllowed: "true" };
    const offline = await bench({ keys, isRootKnown, isOnline: false });
    const leaf = await offline.sub.issue(contract);
    expect(await offline.judge(leaf.chainPem)).toEqual(verdict);
    expect(offline.asked).toEqual([]);
    const silent = await bench({ keys, isRootKnown, answer: { kind: "unreachable" } });
    const other = await silent.sub.issue(contract);
    expect(await silent.judge(other.chainPem)).toEqual(verdict);
  });
});

describe("DataTransfer Authorize for a contract", () => {
  it("is the Authorize of 2.0.1 as JSON in a text", () => {
    const { data, ...rest } = authorizeContract({ token: idToken(EMAID), hashes: [], chain: "PEM" });
    expect(rest).toEqual({ vendorId: "org.openchargealliance.iso15118pnc", messageId: "Authorize" });
    expect(JSON.parse(data ?? "")).toEqual({ idToken: { idToken: EMAID, type: "eMAID" }, certificate: "PEM" });
  });

  it.each([
    [{ idTokenInfo: { status: "Accepted" } }, { status: "accepted" }],
    [{ idTokenInfo: { status: "Accepted" }, certificateStatus: "Accepted" }, { status: "accepted" }],
    [{ idTokenInfo: { status: "Accepted" }, certificateStatus: "CertificateRevoked" }, { status: "invalid" }],
    [{ idTokenInfo: { status: "Blocked" }, certificateStatus: "ContractCancelled" }, { status: "blocked" }],
    [{ idTokenInfo: { status: "NotAtThisTime" } }, { status: "invalid" }],
    [
      { idTokenInfo: { status: "Accepted", groupIdToken: { idToken: "FLEET", type: "Central" } } },
      { status: "accepted", parent: "FLEET" },
    ],
  ])("the answer %j means %j", (data, info) => {
    const answer = { kind: "answered", answer: { status: "accepted", data: JSON.stringify(data) } } as const;
    expect(contractAnswer(answer)).toEqual({ kind: "answered", answer: info });
  });

  it.each([
    { kind: "unreachable" },
    { kind: "answered", answer: { status: "unknownVendorId" } },
    { kind: "answered", answer: { status: "accepted" } },
    { kind: "answered", answer: { status: "accepted", data: "{}" } },
    { kind: "answered", answer: { status: "accepted", data: '{"idTokenInfo":{"status":5}}' } },
  ] as const)("the answer %j is as good as none", (answer) => {
    expect(contractAnswer(answer)).toEqual({ kind: "unreachable" });
  });
});
