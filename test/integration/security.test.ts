import { describe, expect, it } from "vitest";
import { AgentError } from "#hal/core/errors";
import { minutes, seconds } from "#hal/core/units";
import { ask } from "#test/support/rig-calls";
import { selfSigned } from "#test/support/test-pki";
import { VirtualRig } from "#test/support/virtual-rig";

const KEY = "00112233445566778899aabbccddeeff";
const accepted = { status: "Accepted" };
const rejected = { status: "Rejected" };

const events = (rig: VirtualRig) => rig.payloads("SecurityEventNotification").map(({ type }) => type);
const logged = (rig: VirtualRig) => rig.store.securityLog.entries().map(({ event }) => event);

/** The code of the error that a request is answered with. */
async function refusal(rig: VirtualRig, action: string, payload: object): Promise<unknown> {
  const answered = rig.csms.call(action, payload).then(
    () => undefined,
    (error: unknown) => (error instanceof AgentError ? error.details["errorCode"] : error),
  );
  await rig.clock.advance(seconds(1));
  return answered;
}

/** The station's answer and what it sends in the second after it. */
async function trigger(rig: VirtualRig, requestedMessage: string, connectorId?: number) {
  const before = rig.csms.messages.length;
  const wanted = { requestedMessage, ...(connectorId === undefined ? {} : { connectorId }) };
  const answer = await ask(rig, "ExtendedTriggerMessage", wanted);
  const sent = rig.csms.messages.slice(before).filter(({ direction }) => direction === "received");
  return { answer, actions: sent.map(({ action }) => action), payloads: sent.map(({ payload }) => payload) };
}

describe("ExtendedTriggerMessage", () => {
  it.each([
    ["Heartbeat", ["Heartbeat"]],
    ["MeterValues", ["MeterValues"]],
    ["StatusNotification", ["StatusNotification", "StatusNotification"]],
    ["LogStatusNotification", ["LogStatusNotification"]],
    ["FirmwareStatusNotification", ["SignedFirmwareStatusNotification"]],
  ])("4.8 %s is answered first and sent then", async (requested, actions) => {
    const rig = await new VirtualRig().start();

    expect(await trigger(rig, requested)).toMatchObject({ answer: accepted, actions });

    await rig.stop();
  });

  it("12.2 FirmwareStatusNotification while nothing runs is Idle in the words of a signed update, without a requestId", async () => {
    const rig = await new VirtualRig().start();

    expect((await trigger(rig, "FirmwareStatusNotification")).payloads).toEqual([{ status: "Idle" }]);
    expect((await trigger(rig, "LogStatusNotification")).payloads).toEqual([{ status: "Idle" }]);

    await rig.stop();
  });

  it("4.8 is Rejected for a BootNotification of an accepted station and for a connector that does not exist", async () => {
    const rig = await new VirtualRig().start();

    expect(await trigger(rig, "BootNotification")).toMatchObject({ answer: rejected, actions: [] });
    expect(await trigger(rig, "StatusNotification", 9)).toMatchObject({ answer: rejected, actions: [] });
    expect(await trigger(rig, "MeterValues", 9)).toMatchObject({ answer: rejected, actions: [] });

    await rig.stop();
  });

  it("1.6 a message that the white paper does not name is refused by the schema", async () => {
    const rig = await new VirtualRig().start();

    expect(await refusal(rig, "ExtendedTriggerMessage", { requestedMessage: "Everything" })).toBe(
      "PropertyConstraintViolation",
    );

    await rig.stop();
  });
});

describe("security events", () => {
  it("11.9 SecurityEventNotification: StartupOfTheDevice is told after registration, and the reset before the next start", async () => {
    const rig = await new VirtualRig().start();
    await rig.until(() => events(rig).length === 1);

    await ask(rig, "Reset", { type: "Soft" });
    await rig.until(() => events(rig).length === 2);

    expect(events(rig)).toEqual(["StartupOfTheDevice", "ResetOrReboot"]);
    expect(rig.trace().indexOf(">SecurityEventNotification")).toBeGreaterThan(rig.trace().indexOf(">BootNotification"));
    await rig.stop();
  });

  it("11.9 SecurityEventNotification of what happened offline is told in order when the back end is there again, over a power cut too", async () => {
    const rig = await new VirtualRig().start();
    await rig.until(() => events(rig).length === 1);
    rig.cutNetwork();
    rig.clock.setWallTime((rig.clock.now() + 3_600_000) as ReturnType<typeof rig.clock.now>);
    await rig.clock.advance(minutes(2));

    await rig.crashAgent();
    await rig.startAgent("boot-2");
    rig.mendNetwork();
    await rig.until(() => events(rig).length === 3);

    expect(events(rig).slice(1)).toEqual(["SettingSystemTime", "StartupOfTheDevice"]);
    await rig.stop();
  });

  it("11.9 InvalidMessages is kept in the security log and not told", async () => {
    const rig = await new VirtualRig().start();

    expect(await refusal(rig, "Reset", { type: "Gently" })).toBe("PropertyConstraintViolation");
    await rig.clock.advance(seconds(10));

    expect(logged(rig)).toContain("InvalidMessages");
    expect(events(rig)).toEqual(["StartupOfTheDevice"]);
    await rig.stop();
  });

  it("11.9 DisableSecurityEventNotifications keeps events in the log only", async () => {
    const rig = await new VirtualRig({ variables: { DisableSecurityEventNotifications: "true" } }).start();
    await rig.clock.advance(minutes(1));

    expect(events(rig)).toEqual([]);
    expect(logged(rig)).toEqual(["StartupOfTheDevice"]);
    await rig.stop();
  });
});

describe("the keys of the security profile", () => {
  it("10.2 AuthorizationKey is never shown, and SecurityProfile is", async () => {
    const rig = await new VirtualRig().start();

    expect(await ask(rig, "GetConfiguration", { key: ["AuthorizationKey", "SecurityProfile"] })).toEqual({
      configurationKey: [
        { key: "AuthorizationKey", readonly: false },
        { key: "SecurityProfile", readonly: false, value: "0" },
      ],
    });
    await rig.stop();
  });

  it("11.1 ChangeConfiguration of AuthorizationKey and then SecurityProfile: the station comes back by itself with both", async () => {
    const rig = await new VirtualRig().start();
    expect(await ask(rig, "ChangeConfiguration", { key: "authorizationkey", value: KEY })).toEqual(accepted);
    await rig.clock.advance(seconds(5));

    expect(await ask(rig, "ChangeConfiguration", { key: "SecurityProfile", value: "1" })).toEqual(accepted);
    await rig.clock.advance(seconds(5));

    const answer = await ask(rig, "GetConfiguration", { key: ["SecurityProfile"] });
    expect(answer).toMatchObject({ configurationKey: [{ value: "1" }] });
    expect(rig.payloads("BootNotification")).toHaveLength(1);
    await rig.stop();
  });

  it.each([
    ["AuthorizationKey", "too short"],
    ["SecurityProfile", "0"],
    ["SecurityProfile", "1"],
    ["SecurityProfile", "2"],
    ["SecurityProfile", "3"],
    ["SecurityProfile", "high"],
    ["AdditionalRootCertificateCheck", "true"],
    ["CertificateStoreMaxLength", "99"],
  ])("11.3 ChangeConfiguration of %s to %s is Rejected while what it needs is not there", async (key, value) => {
    const rig = await new VirtualRig().start();

    expect(await ask(rig, "ChangeConfiguration", { key, value })).toEqual(rejected);

    await rig.stop();
  });
});

describe("the certificates of a station", () => {
  it("11.7 GetInstalledCertificateIds is NotFound before InstallCertificate and names the root after it, under its kind", async () => {
    const rig = await new VirtualRig().start();
    const root = await selfSigned({
      notBefore: new Date(rig.clock.now() - 1000),
      notAfter: new Date(rig.clock.now() + 86_400_000),
    });
    const kind = { certificateType: "ManufacturerRootCertificate" };

    expect(await ask(rig, "GetInstalledCertificateIds", kind)).toEqual({ status: "NotFound" });
    expect(await ask(rig, "InstallCertificate", { ...kind, certificate: root.pem })).toEqual(accepted);

    const found = (await ask(rig, "GetInstalledCertificateIds", kind)) as { certificateHashData: readonly object[] };
    expect(found.certificateHashData).toMatchObject([{ hashAlgorithm: "SHA256" }]);
    expect(await ask(rig, "DeleteCertificate", { certificateHashData: found.certificateHashData[0] })).toEqual(
      accepted,
    );
    expect(await ask(rig, "DeleteCertificate", { certificateHashData: found.certificateHashData[0] })).toEqual({
      status: "NotFound",
    });
    await rig.stop();
  });

  it("11.5 CertificateSigned that nobody asked for is Rejected and told as InvalidChargePointCertificate", async () => {
    const rig = await new VirtualRig().start();

    expect(await ask(rig, "CertificateSigned", { certificateChain: (await selfSigned()).pem })).toEqual(rejected);
    await rig.until(() => events(rig).includes("InvalidChargePointCertificate"));

    await rig.stop();
  });
});

describe("logins on site", () => {
  it("11.9 SecurityEventNotification: a login that failed is told, and a storm of them does not drown what else there is", async () => {
    const rig = await new VirtualRig().start();
    for (let number = 0; number < 500; number += 1)
      rig.agent.onSite.security.raise("MaintenanceLoginFailed", "on the page");
    await rig.clock.advance(seconds(10));

    expect(events(rig).filter((type) => type === "MaintenanceLoginFailed")).toHaveLength(10);
    expect(logged(rig).filter((event) => event === "MaintenanceLoginFailed")).toHaveLength(10);
    await rig.stop();
  });
});
