import { describe, expect, it, onTestFinished } from "vitest";
import type { BootChanges } from "#test/support/charger-boot";
import { ChargerBench } from "#test/support/charger-bench";
import type { ChargerDriver, Json } from "#test/support/charger-driver";
import { firmwareKit, IMAGE } from "#test/support/firmware-kit";
import { HttpFileServer } from "#test/support/file-server-http";
import { signedUpdateWords } from "#test/support/firmware-words";
import { IndependentCsms } from "#test/support/independent-csms";
import { until } from "#test/support/rehearsal-until";

const PLAIN = "FirmwareStatusNotification";
const SIGNED = "SignedFirmwareStatusNotification";
const PATH = "/fw.bin";
const LONG_AGO = "2026-01-01T00:00:00Z";

const kit = await firmwareKit();
const stranger = await firmwareKit();

/** A charger, a back end that trusts nobody's library, and a server with an image. */
async function bench(changes: BootChanges = {}, content = IMAGE) {
  const server = new HttpFileServer();
  server.files.set(PATH, content);
  await server.start();
  onTestFinished(() => server.stop());
  const made = await ChargerBench.with(new IndependentCsms());
  const boot = { station: { firmwareVersion: "1.0.0" }, ...changes };
  const charger = await made.online(boot);
  const { backEnd } = made;
  const call = (action: string, payload: object) => backEnd.call("cp001", action, payload);
  await call("InstallCertificate", { certificateType: "ManufacturerRootCertificate", certificate: kit.root.pem });
  return {
    made,
    server,
    charger,
    boot,
    call,
    words: (action = PLAIN) => backEnd.requests(action).map(({ status }) => String(status)),
    events: () =>
      backEnd
        .requests("SecurityEventNotification")
        .map(({ type }) => String(type))
        .filter((type) => type.includes("Firmware")),
    plain: (more: object = {}) =>
      call("UpdateFirmware", { location: server.url(PATH), retrieveDate: LONG_AGO, retries: 0, ...more }),
    signed: (more: object = {}) =>
      call("SignedUpdateFirmware", {
        requestId: 42,
        retries: 0,
        firmware: {
          location: server.url(PATH),
          retrieveDateTime: LONG_AGO,
          signingCertificate: kit.signer.pem,
          signature: kit.sign(content),
          ...more,
        },
      }),
    /** The charger ends with 75 and is started again. */
    reboot: async (): Promise<ChargerDriver> => {
      const exit = await charger.exit;
      expect(exit).toEqual({ code: 75, signal: null });
      return made.start(boot);
    },
  };
}

type Bench = Awaited<ReturnType<typeof bench>>;

const untilWord = (one: Bench, word: string, action = PLAIN) =>
  until(`${word}; ${one.words(action).join(" ")}`, () => one.words(action).includes(word));

const lastBoot = (one: Bench): Json | undefined => one.made.backEnd.requests("BootNotification").at(-1);

describe("a simulated charger that is given new firmware", () => {
  it("12.1 UpdateFirmware over http ends the process with 75 and tells Installed and the new version after the next boot", async () => {
    const one = await bench();

    const answer = await one.plain();
    await one.reboot();
    await untilWord(one, "Installed");

    expect(answer).toEqual({});
    expect(one.words()).toEqual(["Downloading", "Downloaded", "Installing", "Installed"]);
    expect(lastBoot(one)?.["firmwareVersion"]).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/);
    await one.made.untilStatus("Available");
    expect(one.made.backEnd.problems()).toEqual([]);
  });

  it("12.1 UpdateFirmware tells the version that the image names, and shows it", async () => {
    const one = await bench({}, Buffer.from('{"version":"2.1.0"}\nrest'));

    await one.plain();
    const charger = await one.reboot();
    await untilWord(one, "Installed");

    expect(lastBoot(one)).toMatchObject({ firmwareVersion: "2.1.0" });
    expect((await charger.do("state"))["state"]).toMatchObject({ firmware: { version: "2.1.0", status: "installed" } });
  });

  it("12.1 UpdateFirmware of a file that is not there fails after the tries that were asked for", async () => {
    const one = await bench();

    await one.plain({ location: one.server.url("/missing.bin"), retries: 2, retryInterval: 1 });
    await untilWord(one, "DownloadFailed");

    expect(one.words()).toEqual(["Downloading", "DownloadFailed"]);
  });

  it("12.1 UpdateFirmware goes on with a download that broke", async () => {
    const one = await bench({}, Buffer.alloc(300_000, 7));
    one.server.faults.dropAfter = 100_000;

    await one.plain({ retries: 2, retryInterval: 1 });
    await untilWord(one, "Installing");

    expect(one.server.starts.length).toBe(2);
    expect(one.words()).toEqual(["Downloading", "Downloaded", "Installing"]);
  });

  it.each([
    { outcome: "fail", plain: "InstallationFailed", signed: "InstallationFailed" },
    { outcome: "failVerification", plain: "InstallationFailed", signed: "InstallVerificationFailed" },
  ])("12.2 SignedUpdateFirmware and UpdateFirmware tell $signed and $plain, and the charger goes on", async (how) => {
    const one = await bench({ vendorSettings: { firmware: { outcome: how.outcome } } });

    await one.signed();
    await untilWord(one, how.signed, SIGNED);
    await one.plain();
    await untilWord(one, how.plain);

    await one.made.untilStatus("Available");
    await one.made.charge(one.charger);
  });

  it("12.2 SignedUpdateFirmware that does not boot comes back as InstallationFailed with the old version", async () => {
    const one = await bench({ vendorSettings: { firmware: { outcome: "rollBack" } } });

    await one.signed();
    await one.reboot();
    await untilWord(one, "InstallationFailed", SIGNED);

    expect(lastBoot(one)).toMatchObject({ firmwareVersion: "1.0.0" });
    expect(one.events()).toEqual([]);
  });

  it("12.2 SignedUpdateFirmware with a good signature is told in all its words, with FirmwareUpdated", async () => {
    const one = await bench();

    const answer = await one.signed();
    await one.reboot();
    await untilWord(one, "Installed", SIGNED);
    await until("the event", () => one.events().length > 0);

    expect(answer).toEqual({ status: "Accepted" });
    expect(one.words(SIGNED)).toEqual(signedUpdateWords);
    expect(one.made.backEnd.requests(SIGNED).map(({ requestId }) => requestId)).toEqual(Array(6).fill(42));
    expect(one.events()).toEqual(["FirmwareUpdated"]);
  });

  it("12.2 SignedUpdateFirmware with the signature of another image installs nothing", async () => {
    const one = await bench();

    await one.signed({ signature: kit.sign(Buffer.from("another")) });
    await until("the event", () => one.events().length > 0);

    expect(one.words(SIGNED)).toEqual(["Downloading", "Downloaded", "InvalidSignature"]);
    expect(one.events()).toEqual(["InvalidFirmwareSignature"]);
  });

  it("12.2 SignedUpdateFirmware by a stranger is an InvalidCertificate, and nothing is fetched", async () => {
    const one = await bench();

    const answer = await one.signed({ signingCertificate: stranger.signer.pem, signature: stranger.sign() });
    await until("the event", () => one.events().length > 0);

    expect(answer).toEqual({ status: "InvalidCertificate" });
    expect(one.events()).toEqual(["InvalidFirmwareSigningCertificate"]);
    expect(one.server.starts).toEqual([]);
  });

  it("12.1 UpdateFirmware waits for the end of a charge", async () => {
    const one = await bench();
    await one.made.charge(one.charger);

    await one.signed();
    await untilWord(one, "InstallScheduled", SIGNED);
    const during = one.made.statuses().at(-1);
    await one.charger.do("plugOut", { evseId: 1 });
    await untilWord(one, "Installing", SIGNED);
    await one.made.untilStop();

    expect(during).toBe("Charging");
    expect(one.made.backEnd.requests("StopTransaction")).toMatchObject([{ reason: "EVDisconnected" }]);
    expect(await one.charger.evse()).toMatchObject({ status: "unavailable", contactor: "open" });
  });

  it("12.2 SignedUpdateFirmware goes on after a power cut in the middle of the installation", async () => {
    const one = await bench({ vendorSettings: { firmware: { installSeconds: 30 } } });
    await one.signed();
    await untilWord(one, "Installing", SIGNED);

    one.charger.kill("SIGKILL");
    await one.charger.exit;
    const second = await one.made.start(one.boot);
    expect(await second.exit).toEqual({ code: 75, signal: null });
    await one.made.start(one.boot);
    await untilWord(one, "Installed", SIGNED);

    // A word whose answer went down with the process is told again.
    const words = one.words(SIGNED).slice(3);
    const told = words.filter((word, i) => word !== words[i - 1]);
    expect(told).toEqual(["Installing", "InstallRebooting", "Installed"]);
  });

  it("12.2 without resetAfterFirmwareUpdate Installed follows in the same process", async () => {
    const one = await bench({ simulation: { resetAfterFirmwareUpdate: false } });

    await one.signed();
    await untilWord(one, "Installed", SIGNED);

    expect(one.words(SIGNED).slice(3)).toEqual(["Installing", "Installed"]);
    expect((await one.charger.do("state"))["state"]).toMatchObject({
      firmware: { version: expect.stringMatching(/^1\.0\.0\+/) as string },
    });
  });

  it("1.8 UpdateFirmware is NotSupported where only signed firmware is wanted", async () => {
    const one = await bench({ vendorSettings: { firmware: { allowUnsigned: false } } });
    await expect(one.plain()).rejects.toThrow("NotSupported");
  });
});
