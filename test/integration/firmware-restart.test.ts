import { describe, expect, it } from "vitest";
import { minutes } from "#hal/core/units";
import { isOver, order, reboot, signedRig, statuses } from "#test/support/firmware-orders";
import { signedUpdateWords } from "#test/support/firmware-words";
import { ask } from "#test/support/rig-calls";

describe("an update of the firmware over restarts", () => {
  it.each(["Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting"])(
    "12.2 SignedUpdateFirmware goes on after a power cut at %s, and tells no word twice",
    async (word) => {
      const rig = await signedRig();
      await ask(rig, "SignedUpdateFirmware", order(rig));
      await rig.until(() => statuses(rig).includes(word));

      await rig.crashAgent();
      rig.endWishes.length = 0;
      await rig.startAgent("boot-2");
      if (word !== "InstallRebooting" || rig.firmware.installer.version() === "1.0.0") await reboot(rig);
      await rig.until(() => isOver(rig));

      expect(statuses(rig)).toEqual(signedUpdateWords);
    },
  );

  it("12.2 SignedUpdateFirmware whose firmware does not boot ends as InstallationFailed with the old version", async () => {
    const rig = await signedRig();
    rig.firmware.installer.isBootable = false;

    await ask(rig, "SignedUpdateFirmware", order(rig));
    await reboot(rig);
    await rig.until(() => isOver(rig) && rig.status() === "Available");

    expect(statuses(rig).slice(3)).toEqual(["Installing", "InstallRebooting", "InstallationFailed"]);
    expect(rig.firmware.installer.version()).toBe("1.0.0");
    expect(rig.firmware.installer.slot()).toBe("settled");
  });

  it("12.2 SignedUpdateFirmware whose firmware never hears its board is taken back", async () => {
    const rig = await signedRig();
    await ask(rig, "SignedUpdateFirmware", order(rig));
    await rig.until(() => rig.endWishes.length > 0);
    rig.endWishes.length = 0;
    await rig.stopAgent();
    await rig.station.cutLine("controller");

    await rig.startAgent("boot-2");
    await rig.until(() => rig.endWishes.length > 0, minutes(12));
    await rig.station.mendLine("controller");
    await reboot(rig);
    await rig.until(() => isOver(rig));

    expect(statuses(rig).at(-1)).toBe("InstallationFailed");
    expect(rig.firmware.installer.version()).toBe("1.0.0");
  });

  it("an installation that ends the process each time is given up after three", async () => {
    const rig = await signedRig();
    rig.firmware.installer.duration = minutes(1);
    await ask(rig, "SignedUpdateFirmware", order(rig));

    for (let boot = 1; boot <= 3; boot++) {
      await rig.until(() => rig.firmware.installer.installs === boot);
      await rig.crashAgent();
      await rig.startAgent(`boot-${String(boot + 1)}`);
    }
    await rig.until(() => isOver(rig));

    expect(rig.firmware.installer.installs).toBe(3);
    expect(statuses(rig).slice(3)).toEqual(["Installing", "InstallationFailed"]);
  });
});
