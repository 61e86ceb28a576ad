import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import type { Notice } from "#agent/domain/notices/notice";
import { callError, result } from "#test/support/ocpp-scripted-csms";
import { addTransaction, clientRig, gapsInSeconds, startedRig } from "#test/support/ocpp-client-rig";

const uploading: Notice = { type: "diagnostics.status", status: "uploading" };
const uploaded: Notice = { type: "diagnostics.status", status: "uploaded" };

describe("notices of the station", () => {
  it("DiagnosticsStatusNotification: are told in order, each once", async () => {
    const rig = await startedRig();
    rig.client.tell(uploading);
    rig.client.tell(uploaded);
    await rig.clock.advance(seconds(1));
    expect(rig.csms.of("DiagnosticsStatusNotification").map(({ payload }) => payload["status"])).toEqual([
      "Uploading",
      "Uploaded",
    ]);
    expect(rig.notices.waiting).toEqual([]);
    await rig.client.stop();
  });

  it("4.1 wait until the station is accepted, and are told then", async () => {
    const rig = clientRig();
    rig.csms.on("BootNotification", () =>
      result({ status: "Pending", currentTime: "2030-01-01T00:00:00Z", interval: 60 }),
    );
    await rig.client.start();
    rig.client.tell(uploaded);
    await rig.clock.advance(seconds(30));
    expect(rig.csms.of("DiagnosticsStatusNotification")).toEqual([]);
    rig.csms.normal("BootNotification");
    await rig.clock.advance(minutes(1));
    expect(rig.csms.of("DiagnosticsStatusNotification")).toHaveLength(1);
    await rig.client.stop();
  });

  it("survive a connection that ended in the middle", async () => {
    const rig = await startedRig();
    rig.csms.on("DiagnosticsStatusNotification", () => {
      rig.csms.drop();
      return undefined;
    });
    rig.client.tell(uploaded);
    await rig.clock.advance(seconds(1));
    expect(rig.notices.waiting).toEqual([uploaded]);
    rig.csms.normal("DiagnosticsStatusNotification");
    await rig.clock.advance(minutes(1));
    expect(rig.notices.waiting).toEqual([]);
    expect(rig.csms.of("DiagnosticsStatusNotification")).toHaveLength(2);
    await rig.client.stop();
  });

  it("are not told again to a CSMS that refuses them, and hold nothing back", async () => {
    const rig = await startedRig();
    rig.csms.on("SecurityEventNotification", () => callError("NotImplemented"));
    const event = { event: "StartupOfTheDevice", at: rig.clock.now(), isCritical: true };
    rig.client.tell({ type: "security.event", ...event });
    rig.client.tell(uploaded);
    await rig.clock.advance(seconds(1));
    expect(rig.csms.actions().slice(-2)).toEqual(["SecurityEventNotification", "DiagnosticsStatusNotification"]);
    expect(rig.notices.waiting).toEqual([]);
    await rig.client.stop();
  });

  it("are tried five times where no answer comes, while transactions go on", async () => {
    const rig = await startedRig({ MessageTimeout: "5" });
    rig.csms.on("DiagnosticsStatusNotification", () => undefined);
    rig.client.tell(uploaded);
    await rig.clock.advance(seconds(10));
    addTransaction(rig, "T1");
    await rig.clock.advance(minutes(10));
    const times = rig.csms.of("DiagnosticsStatusNotification").map(({ at }) => at);
    expect(times).toHaveLength(5);
    expect(gapsInSeconds(times.slice(0, 2))).toEqual([65]);
    expect(rig.ledger.depth()).toBe(0);
    expect(rig.notices.waiting).toEqual([]);
    await rig.client.stop();
  });

  it("LogStatusNotification, SignedFirmwareStatusNotification, SecurityEventNotification carry what the white paper wants", async () => {
    const rig = await startedRig();
    rig.client.tell({ type: "log.status", status: "uploadFailure", requestId: 7 });
    rig.client.tell({ type: "firmware.status", status: "signatureVerified", requestId: 8 });
    rig.client.tell({ type: "firmware.status", status: "invalidSignature" });
    rig.client.tell({ type: "firmware.status", status: "installRebooting" });
    const at = rig.clock.now();
    rig.client.tell({ type: "security.event", event: "InvalidMessages", at, isCritical: true, info: "x".repeat(300) });
    await rig.clock.advance(seconds(1));
    expect(rig.csms.received.slice(-4).map(({ action, payload }) => ({ action, payload }))).toEqual([
      { action: "LogStatusNotification", payload: { status: "UploadFailure", requestId: 7 } },
      { action: "SignedFirmwareStatusNotification", payload: { status: "SignatureVerified", requestId: 8 } },
      { action: "FirmwareStatusNotification", payload: { status: "InstallationFailed" } },
      {
        action: "SecurityEventNotification",
        payload: { type: "InvalidMessages", timestamp: "2030-01-01T00:00:01.000Z", techInfo: "x".repeat(255) },
      },
    ]);
    expect(rig.notices.waiting).toEqual([]);
    await rig.client.stop();
  });
});

describe("questions of the station", () => {
  it("SignCertificate: tells whoever asked what the CSMS said", async () => {
    const rig = await startedRig();
    rig.csms.on("SignCertificate", () => result({ status: "Rejected" }));
    const answer = rig.client.signCertificate("PEM");
    await rig.clock.advance(seconds(1));
    await expect(answer).resolves.toEqual({ kind: "answered", answer: "rejected" });
    expect(rig.csms.of("SignCertificate")[0]?.payload).toEqual({ csr: "PEM" });
    await rig.client.stop();
  });

  it("DataTransfer: carries the vendor's words both ways", async () => {
    const rig = await startedRig();
    rig.csms.on("DataTransfer", () => result({ status: "UnknownMessageId", data: "no" }));
    const answer = rig.client.transferData({ vendorId: "com.example", messageId: "Hello", data: "{}" });
    await rig.clock.advance(seconds(1));
    await expect(answer).resolves.toEqual({ kind: "answered", answer: { status: "unknownMessageId", data: "no" } });
    expect(rig.csms.of("DataTransfer")[0]?.payload).toEqual({
      vendorId: "com.example",
      messageId: "Hello",
      data: "{}",
    });
    await rig.client.stop();
  });

  it.each([
    ["an error", () => callError("NotSupported")],
    ["no answer", () => undefined],
    ["words that mean nothing", () => result({ status: "Perhaps" })],
  ])("are unanswered after %s", async (_name, script) => {
    const rig = await startedRig({ MessageTimeout: "5" });
    rig.csms.on("SignCertificate", script);
    const answer = rig.client.signCertificate("PEM");
    await rig.clock.advance(seconds(6));
    await expect(answer).resolves.toEqual({ kind: "unreachable" });
    await rig.client.stop();
  });

  it("are not asked while offline, and end with the connection", async () => {
    const rig = await startedRig();
    rig.csms.on("SignCertificate", () => undefined);
    const answer = rig.client.signCertificate("PEM");
    await rig.clock.advance(seconds(1));
    rig.csms.drop();
    await rig.clock.advance(seconds(1));
    await expect(answer).resolves.toEqual({ kind: "unreachable" });
    await expect(rig.client.signCertificate("PEM")).resolves.toEqual({ kind: "unreachable" });
    expect(rig.csms.of("SignCertificate")).toHaveLength(1);
    await rig.client.stop();
  });
});
