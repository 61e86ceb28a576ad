import { describe, expect, it } from "vitest";
import { minutes, seconds } from "#hal/core/units";
import { broken, missing } from "#test/support/fake-firmware";
import {
  events,
  isOver,
  kit,
  later,
  order,
  PLAIN,
  plainOrder,
  plainRig,
  reboot,
  refusal,
  SIGNED,
  signedRig,
  statuses,
  stranger,
} from "#test/support/firmware-orders";
import { signedUpdateWords } from "#test/support/firmware-words";
import { ask } from "#test/support/rig-calls";
import { CARD, OTHER_CARD, VirtualRig } from "#test/support/virtual-rig";

describe("an update of the firmware", () => {
  it("12.2 SignedUpdateFirmware goes through all its words to Installed, over a restart, with its request id", async () => {
    const rig = await signedRig();

    const answer = await ask(rig, "SignedUpdateFirmware", order(rig));
    await reboot(rig);
    await rig.until(() => isOver(rig) && events(rig).length > 0 && rig.status() === "Available");

    expect(answer).toEqual({ status: "Accepted" });
    expect(statuses(rig)).toEqual(signedUpdateWords);
    expect(new Set(rig.payloads(SIGNED).map(({ requestId }) => requestId))).toEqual(new Set([7]));
    expect(events(rig)).toEqual(["FirmwareUpdated"]);
    expect(rig.payloads("BootNotification").map(({ firmwareVersion }) => firmwareVersion)).toEqual(["1.0.0", "2.0.0"]);
    expect(rig.payloads(PLAIN)).toEqual([]);
    expect(rig.firmware.image.size()).toBe(0);
  });

  it("12.1 UpdateFirmware goes through the plain words to Installed", async () => {
    const rig = await plainRig();

    const answer = await ask(rig, "UpdateFirmware", plainOrder(rig));
    await reboot(rig);
    await rig.until(() => isOver(rig, PLAIN));

    expect(answer).toEqual({});
    expect(statuses(rig, PLAIN)).toEqual(["Downloading", "Downloaded", "Installing", "Installed"]);
    expect(rig.payloads(SIGNED)).toEqual([]);
  });

  it("1.8 UpdateFirmware without a signature is NotSupported where only signed firmware is taken", async () => {
    const rig = await signedRig();
    await expect(refusal(rig, "UpdateFirmware", plainOrder(rig))).resolves.toBe("NotSupported");
    expect(rig.firmware.transfer.asked).toEqual([]);
  });

  it("1.8 a station that nothing can be installed on answers SignedUpdateFirmware with NotSupported", async () => {
    const rig = await new VirtualRig().start();
    await expect(refusal(rig, "SignedUpdateFirmware", order(rig))).resolves.toBe("NotSupported");
  });

  it("12.1 UpdateFirmware waits for retrieveDate and does not say so", async () => {
    const rig = await plainRig();

    await ask(rig, "UpdateFirmware", plainOrder(rig, { retrieveDate: later(rig, 600) }));
    await rig.clock.advance(minutes(9));
    const early = rig.firmware.transfer.asked.length;
    const wordsBefore = statuses(rig, PLAIN);
    await rig.until(() => statuses(rig, PLAIN).length > 0);

    expect(early).toBe(0);
    expect(wordsBefore).toEqual([]);
    expect(statuses(rig, PLAIN)).toEqual(["Downloading"]);
  });

  it("12.2 SignedUpdateFirmware tells DownloadScheduled and InstallScheduled for dates to come and leaves the connector in service", async () => {
    const rig = await signedRig();
    const dates = { retrieveDateTime: later(rig, 300), installDateTime: later(rig, 900) };

    await ask(rig, "SignedUpdateFirmware", order(rig, dates));
    await rig.until(() => statuses(rig).includes("InstallScheduled"), minutes(10));
    await rig.charge();
    const whileWaiting = rig.firmware.installer.installs;
    rig.station.unplug();
    await rig.until(() => statuses(rig).includes("Installing"), minutes(20));

    expect(statuses(rig).slice(0, 6)).toEqual([
      "DownloadScheduled",
      "Downloading",
      "Downloaded",
      "SignatureVerified",
      "InstallScheduled",
      "Installing",
    ]);
    expect(whileWaiting).toBe(0);
    expect(rig.clock.now()).toBeGreaterThanOrEqual(Date.parse(dates.installDateTime));
  });

  it("12.1 UpdateFirmware tries again as often and as far apart as asked, then tells DownloadFailed", async () => {
    const rig = await plainRig();
    rig.firmware.transfer.script.push(missing, missing, missing, missing);

    await ask(rig, "UpdateFirmware", plainOrder(rig));
    const begun = rig.clock.uptime();
    await rig.until(() => isOver(rig, PLAIN), minutes(10));

    expect(rig.firmware.transfer.asked).toHaveLength(3);
    expect(rig.clock.uptime() - begun).toBeGreaterThanOrEqual(seconds(120));
    expect(statuses(rig, PLAIN)).toEqual(["Downloading", "DownloadFailed"]);
  });

  it("12.2 SignedUpdateFirmware tells DownloadPaused when a part is there and goes on from it", async () => {
    const rig = await signedRig();
    rig.firmware.transfer.script.push({ ...broken, part: 1000 });

    await ask(rig, "SignedUpdateFirmware", { ...order(rig), retries: 1 });
    const { removals } = rig.firmware.image;
    await rig.until(() => statuses(rig).includes("Downloaded"));

    expect(statuses(rig).slice(0, 4)).toEqual(["Downloading", "DownloadPaused", "Downloading", "Downloaded"]);
    expect(rig.firmware.image.removals).toBe(removals);
  });

  it("12.2 SignedUpdateFirmware by somebody who is not the manufacturer is an InvalidCertificate before anything is fetched", async () => {
    const rig = await signedRig();
    const theirs = { signingCertificate: stranger.signer.pem, signature: stranger.sign() };

    const answer = await ask(rig, "SignedUpdateFirmware", order(rig, theirs));
    await rig.until(() => events(rig).length > 0);

    expect(answer).toEqual({ status: "InvalidCertificate" });
    expect(events(rig)).toEqual(["InvalidFirmwareSigningCertificate"]);
    expect(rig.firmware.transfer.asked).toEqual([]);
    expect(statuses(rig)).toEqual([]);
  });

  it("12.2 SignedUpdateFirmware with a wrong signature ends as InvalidSignature with its event, and the image is gone", async () => {
    const rig = await signedRig();

    await ask(rig, "SignedUpdateFirmware", order(rig, { signature: kit.sign(Buffer.from("another image")) }));
    await rig.until(() => events(rig).length > 0);

    expect(statuses(rig)).toEqual(["Downloading", "Downloaded", "InvalidSignature"]);
    expect(events(rig)).toEqual(["InvalidFirmwareSignature"]);
    expect(rig.firmware.image.size()).toBe(0);
    expect(rig.firmware.installer.installs).toBe(0);
    expect(rig.status()).toBe("Available");
  });

  it.each([
    { kind: "unsuitable", status: "InstallVerificationFailed" },
    { kind: "failed", status: "InstallationFailed" },
  ] as const)("12.2 SignedUpdateFirmware ends as $status, and the connector is in service again", async (how) => {
    const rig = await signedRig();
    rig.firmware.installer.failure = { kind: how.kind, detail: "no" };

    await ask(rig, "SignedUpdateFirmware", order(rig));
    await rig.until(() => isOver(rig) && rig.status() === "Available");

    expect(statuses(rig).slice(3)).toEqual(["Installing", how.status]);
    expect(rig.reports()).toContain("Unavailable");
    expect(events(rig)).toEqual([]);
    expect(rig.endWishes).toEqual([]);
  });

  it("12.2 SignedUpdateFirmware during an update gives that one up: AcceptedCanceled, and only the new request id after it", async () => {
    const rig = await signedRig();
    await ask(rig, "SignedUpdateFirmware", order(rig, {}, 1));

    const answer = await ask(rig, "SignedUpdateFirmware", order(rig, {}, 2));
    await rig.until(() => statuses(rig).includes("InstallRebooting"));

    expect(answer).toEqual({ status: "AcceptedCanceled" });
    expect(rig.payloads(SIGNED).map(({ requestId, status }) => `${String(requestId)} ${String(status)}`)).toEqual([
      "1 Downloading",
      "2 Downloading",
      "2 Downloaded",
      "2 SignatureVerified",
      "2 Installing",
      "2 InstallRebooting",
    ]);
    expect(rig.firmware.transfer.mostRunning).toBe(1);
  });

  it("12.2 SignedUpdateFirmware is Rejected while another one is being installed, which goes on", async () => {
    const rig = await signedRig();
    await ask(rig, "SignedUpdateFirmware", order(rig, {}, 1));
    await rig.until(() => statuses(rig).includes("Installing"));

    const answer = await ask(rig, "SignedUpdateFirmware", order(rig, {}, 2));
    await rig.until(() => statuses(rig).includes("InstallRebooting"));

    expect(answer).toEqual({ status: "Rejected" });
    expect(rig.firmware.installer.installs).toBe(1);
  });

  it("12.1 UpdateFirmware lets a charge go on to its end, takes the free connector out of service, and turns cards away", async () => {
    const rig = await signedRig();
    await rig.charge();

    await ask(rig, "SignedUpdateFirmware", order(rig));
    await rig.until(() => statuses(rig).includes("InstallScheduled"));
    await rig.clock.advance(minutes(30));
    const whileCharging = { installs: rig.firmware.installer.installs, status: rig.status() };
    let wasClosed: boolean | undefined;
    rig.firmware.installer.onInstall = () => {
      wasClosed = rig.station.snapshot().evses[0]?.contactorClosed;
    };
    rig.station.unplug();
    await rig.until(() => rig.status() === "Unavailable");
    rig.station.plugIn({ stateOfCharge: 0.1 });
    rig.station.tapCard(OTHER_CARD);
    await rig.until(() => statuses(rig).includes("InstallRebooting"));

    expect(whileCharging).toEqual({ installs: 0, status: "Charging" });
    expect(wasClosed).toBe(false);
    expect(rig.payloads("StartTransaction")).toHaveLength(1);
    expect(rig.payloads("StopTransaction")).toMatchObject([{ reason: "EVDisconnected" }]);
    expect(rig.status()).toBe("Unavailable");
  });

  it("12.1 UpdateFirmware turns away a card at a vehicle that was plugged in before, and gives its driver the full time afterwards", async () => {
    const rig = await plainRig();
    rig.firmware.installer.duration = seconds(20);
    rig.firmware.installer.failure = { kind: "failed", detail: "no" };
    rig.station.plugIn({ stateOfCharge: 0.1 });
    await rig.until(() => rig.status() === "Preparing");

    await ask(rig, "UpdateFirmware", plainOrder(rig));
    await rig.until(() => statuses(rig, PLAIN).includes("Installing"));
    rig.station.tapCard(CARD);
    await rig.until(() => isOver(rig, PLAIN) && rig.status() === "Preparing");
    const startsBefore = rig.payloads("StartTransaction").length;
    rig.station.tapCard(CARD);
    await rig.until(() => rig.status() === "Charging");

    expect(startsBefore).toBe(0);
    expect(rig.reports().slice(-4)).toEqual(["Preparing", "Unavailable", "Preparing", "Charging"]);
  });

  it("6.2 ChangeAvailability during an installation decides what the connector is after it", async () => {
    const rig = await plainRig();
    rig.firmware.installer.duration = minutes(2);
    rig.firmware.installer.failure = { kind: "failed", detail: "no" };
    await ask(rig, "UpdateFirmware", plainOrder(rig));
    await rig.until(() => rig.status() === "Unavailable");

    const answer = await ask(rig, "ChangeAvailability", { connectorId: 1, type: "Inoperative" });
    await rig.until(() => isOver(rig, PLAIN), minutes(5));
    await rig.clock.advance(seconds(10));
    const after = rig.status();
    await ask(rig, "ChangeAvailability", { connectorId: 1, type: "Operative" });

    expect(answer).toEqual({ status: "Accepted" });
    expect(after).toBe("Unavailable");
    await rig.until(() => rig.status() === "Available");
  });

  it("12.2 without a restart the new version runs at once and Installed follows", async () => {
    const rig = await signedRig();
    rig.firmware.installer.needsRestart = false;

    await ask(rig, "SignedUpdateFirmware", order(rig));
    await rig.until(() => isOver(rig) && rig.status() === "Available");

    expect(statuses(rig).slice(3)).toEqual(["Installing", "Installed"]);
    expect(events(rig)).toEqual(["FirmwareUpdated"]);
    expect(rig.endWishes).toEqual([]);
  });

  it("12.2 TriggerMessage for FirmwareStatusNotification repeats the last word, and says Idle after Installed and before anything", async () => {
    const rig = await signedRig();
    const trigger = () => ask(rig, "TriggerMessage", { requestedMessage: "FirmwareStatusNotification" });

    await trigger();
    await ask(rig, "SignedUpdateFirmware", order(rig));
    await trigger();
    const during = statuses(rig);
    await reboot(rig);
    await rig.until(() => isOver(rig));
    await trigger();

    expect(during).toEqual(["Downloading", "Downloading"]);
    expect(statuses(rig, PLAIN)).toEqual(["Idle", "Idle"]);
  });

  it.each([
    { firmware: "signed" as const, has: true },
    { firmware: undefined, has: false },
  ])(
    "10.1 GetConfiguration names FirmwareManagement in SupportedFeatureProfiles only where it is whole: $has",
    async (one) => {
      const rig = await new VirtualRig(one.firmware === undefined ? {} : { firmware: one.firmware }).start();
      const answer = await ask(rig, "GetConfiguration", { key: ["SupportedFeatureProfiles"] });
      expect(JSON.stringify(answer).includes("FirmwareManagement")).toBe(one.has);
    },
  );

  it("the image that nobody vouches for is installed when nobody looks: the signature is what stops it", async () => {
    const rig = await plainRig();
    await ask(rig, "UpdateFirmware", plainOrder(rig));
    await reboot(rig);
    await rig.until(() => isOver(rig, PLAIN));
    const strict = await signedRig();
    await ask(strict, "SignedUpdateFirmware", order(strict, { signature: stranger.sign() }));
    await strict.until(() => isOver(strict));

    expect(rig.firmware.installer.version()).toBe("2.0.0");
    expect(strict.firmware.installer.version()).toBe("1.0.0");
  });

  it("takes no file that is larger than what the disk and the limit leave", async () => {
    const rig = await signedRig();
    rig.firmware.image.space = 4321;
    await ask(rig, "SignedUpdateFirmware", order(rig));
    expect(rig.firmware.transfer.asked).toMatchObject([{ maxBytes: 4321 }]);
  });

  it("shows on the status page how far it is, without the address", async () => {
    const rig = await signedRig();
    await ask(rig, "SignedUpdateFirmware", order(rig));
    expect(rig.agent.status()).toMatchObject({
      firmware: { version: "1.0.0", state: "downloading", status: "downloading", requestId: 7 },
    });
    expect(JSON.stringify(rig.agent.status())).not.toContain("secret");
  });
});
