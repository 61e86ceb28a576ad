import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Clock } from "#hal/core/clock";
import { epochMillis, millis, seconds } from "#hal/core/units";
import { type InstallOutcome, SimulatedInstaller } from "#simulator/charger/simulated-installer";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** Time that has no length: each sleep is over in the same turn. */
const hasty: Clock = {
  now: () => epochMillis(0),
  uptime: () => millis(0),
  after: (_delay, ring) => {
    queueMicrotask(ring);
    return () => undefined;
  },
};

function machine(more: { readonly outcome?: InstallOutcome; readonly needsRestart?: boolean } = {}) {
  const directory = temporaryDirectory();
  const image = join(directory, "image");
  writeFileSync(image, "some bytes");
  const { signal } = new AbortController();
  return {
    image,
    signal,
    boot: () =>
      new SimulatedInstaller({
        file: join(directory, "firmware.json"),
        factoryVersion: "1.0.0",
        clock: hasty,
        duration: seconds(3),
        outcome: more.outcome ?? "succeed",
        needsRestart: more.needsRestart ?? true,
      }),
    install: (installer: SimulatedInstaller) => installer.install(image, () => undefined, signal),
  };
}

describe("the simulated slots", () => {
  it("run the new version on trial after the next boot, and keep it once it is confirmed", async () => {
    const { boot, install } = machine();
    const first = boot();
    expect(await install(first)).toEqual({ ok: true, value: { needsRestart: true } });
    expect(first.version()).toBe("1.0.0");
    await first.activate();

    const second = boot();
    expect([second.version(), second.slot()]).toEqual([expect.stringMatching(/^1\.0\.0\+[0-9a-f]{8}$/), "trial"]);
    await second.confirm();
    const third = boot();
    expect([third.version(), third.slot()]).toEqual([second.version(), "settled"]);
  });

  it("stay as they are when the power goes before the image is made the next one", async () => {
    const { boot, install } = machine();
    await install(boot());
    const next = boot();
    expect([next.version(), next.slot()]).toEqual(["1.0.0", "settled"]);
  });

  it("forgive two power cuts on trial and go back at the third", async () => {
    const { boot, install } = machine();
    const first = boot();
    await install(first);
    await first.activate();
    const slots = [boot(), boot(), boot(), boot()].map((each) => each.slot());
    expect(slots).toEqual(["trial", "trial", "trial", "rolledBack"]);
    expect(boot().version()).toBe("1.0.0");
  });

  it("say that they went back until somebody has noted it", async () => {
    const { boot, install } = machine({ outcome: "rollBack" });
    const first = boot();
    await install(first);
    await first.activate();
    expect(boot().slot()).toBe("rolledBack");
    const again = boot();
    expect(again.slot()).toBe("rolledBack");
    await again.confirm();
    expect(boot().slot()).toBe("settled");
  });

  it("go back when they are told to", async () => {
    const { boot, install } = machine();
    const first = boot();
    await install(first);
    await first.activate();
    await boot().rollBack();
    const last = boot();
    expect([last.version(), last.slot()]).toEqual(["1.0.0", "rolledBack"]);
  });

  it("take version and outcome from the first line of the image", async () => {
    const { boot, install, image } = machine();
    writeFileSync(image, '{"version":"3.1.4","outcome":"failVerification"}\n...');
    expect(await install(boot())).toMatchObject({ ok: false, reason: { kind: "unsuitable" } });
    writeFileSync(image, '{"version":"3.1.4"}\n...');
    const installer = boot();
    await install(installer);
    await installer.activate();
    expect(boot().version()).toBe("3.1.4");
  });

  it("fail as they are told", async () => {
    const { boot, install } = machine({ outcome: "fail" });
    expect(await install(boot())).toMatchObject({ ok: false, reason: { kind: "failed" } });
  });

  it("run the new version at once where no restart is needed", async () => {
    const { boot, install } = machine({ needsRestart: false });
    const installer = boot();
    expect(await install(installer)).toEqual({ ok: true, value: { needsRestart: false } });
    expect(installer.version()).not.toBe("1.0.0");
    expect(boot().version()).toBe(installer.version());
  });
});
