import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SiteDesk } from "#test/browser/site-fixture";
import { chargingOutlet, freeOutlet, siteStateSample } from "#test/support/site-state";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

describe("a plug that is locked", () => {
  it("is let go in English by a second press while the vehicle charges", async () => {
    const visit = await desk.visit();
    const { bench, page } = visit;
    bench.state = { ...siteStateSample, evses: { "1": { ...chargingOutlet, lock: "locked" } } };
    await visit.enter("#/now");
    await page.getByText("locked", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Unlock the plug" }).click();
    expect(bench.unlocked).toEqual([]);
    bench.unlocking = "failed";
    await page.getByRole("button", { name: "End the charge and unlock" }).click();
    await page.getByText("The lock did not open.").waitFor();
    bench.unlocking = "unlocked";
    await page.getByRole("button", { name: "Unlock the plug" }).click();
    await page.getByRole("button", { name: "End the charge and unlock" }).click();
    await page.getByText("The charger has taken it.").waitFor();
    expect(bench.unlocked).toEqual([1, 1]);
  });

  it("wird auf Deutsch auf dem Telefon nach dem Laden mit einem Druck freigegeben", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844 });
    const { bench, page } = visit;
    bench.state = { ...siteStateSample, evses: { "1": { ...freeOutlet, status: "finishing", lock: "locked" } } };
    await visit.enter("#/now");
    await page.getByRole("button", { name: "Stecker entriegeln" }).click();
    await expect.poll(() => bench.unlocked).toEqual([1]);
    await visit.change({ ...siteStateSample, evses: { "1": { ...freeOutlet, lock: "unlocked" } } });
    await page.getByText("frei", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Stecker entriegeln" }).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe("what waits for somebody", () => {
  it("is counted in the menu in English, on every screen", async () => {
    const visit = await desk.visit();
    await visit.enter("#/settings");
    const { page } = visit;
    expect(await page.getByRole("link", { name: "Events", exact: true }).count()).toBe(1);
    await visit.change({
      ...siteStateSample,
      openEvents: 3,
      csms: { ...siteStateSample.csms, deadLetters: 120 },
    });
    const menu = page.getByRole("navigation");
    await menu.getByRole("link", { name: "Events 3 waiting" }).waitFor();
    await menu.getByText("99+").waitFor();
    await visit.change(siteStateSample);
    await menu.getByText("99+").waitFor({ state: "detached" });
  });

  it("steht auf Deutsch im Menü des Telefons, und wann das Backend zuletzt zu hören war", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    const { page, bench } = visit;
    bench.state = { ...siteStateSample, openEvents: 1 };
    await visit.enter("#/now");
    await page.getByRole("banner").getByRole("link", { name: "1 offen" }).click();
    await page.getByRole("heading", { name: "Ereignisse" }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Ladestation jetzt" }).click();
    await page.getByText(/Backend: .*Letzte Nachricht des Backends: vor \d+ (s|min)/).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe("the firmware on the page", () => {
  const firmware = {
    version: "1.4.0",
    status: "idle",
    progress: null,
    installAt: null,
    endedAt: null,
    why: null,
  } as const;

  it("is told in English with its version and how far an update is", async () => {
    const visit = await desk.visit();
    await visit.enter("#/firmware");
    const { page } = visit;
    await page.getByText("No update is under way").waitFor();
    await page.getByText("1.4.0").waitFor();
    await visit.change({ ...siteStateSample, firmware: { ...firmware, status: "downloading", progress: 40 } });
    await page.getByText("Downloading", { exact: true }).waitFor();
    await page.getByText("40").waitFor();
    await visit.change({
      ...siteStateSample,
      firmware: {
        ...firmware,
        status: "installationFailed",
        endedAt: "2026-03-01T12:00:00.000Z",
        why: "the disk is full",
      },
    });
    await page.getByText("The installation failed; the firmware before runs").waitFor();
    await page.getByText("the disk is full").waitFor();
  });

  it("sagt auf Deutsch auf dem Telefon, wo es keine Aktualisierung gibt", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844 });
    visit.bench.state = { ...siteStateSample, firmware: null };
    await visit.enter("#/firmware");
    await visit.page.getByText("Die Firmware dieser Ladestation wird nicht vom Backend aktualisiert.").waitFor();
    expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
