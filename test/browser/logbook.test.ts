import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { SeededRandom } from "#hal/core/random";
import { minutes } from "#hal/core/units";
import { packageRoot } from "#config/package-root";
import { composeSite } from "#agent/compose-site";
import { MemorySecretStore } from "#agent/security/memory-secret-store";
import { idToken } from "#agent/domain/authorization/id-token";
import type { EvseBranch } from "#agent/domain/site/state-tree";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { launchBrowser } from "#test/browser/panel-fixture";
import { SiteDesk } from "#test/browser/site-fixture";
import { localTag } from "#test/support/local-tag";
import { keepSession } from "#test/support/report-samples";
import { chargingOutlet, siteStateSample } from "#test/support/site-state";
import { temporaryDirectory } from "#test/support/temporary-directory";
import { CARD, VirtualRig } from "#test/support/virtual-rig";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

const waiting: EvseBranch = {
  ...chargingOutlet,
  session: { ...(chargingOutlet.session ?? expect.fail("no session")), transactionId: "s2" },
  logbook: { needs: ["odometer", "plate"], isHeld: false, holdsAt: "2026-03-01T12:10:00.000Z" },
};
const held: EvseBranch = {
  ...waiting,
  status: "suspendedEVSE",
  summary: "occupied",
  notCharging: { code: "logbook.missing", text: "Odometer and number plate are missing" },
  logbook: { needs: ["odometer", "plate"], isHeld: true, holdsAt: null },
};

describe("the logbook on the page", () => {
  it("is filled in English while a charge is held, doubted, confirmed, and corrected afterwards with a trace", async () => {
    const visit = await desk.visit();
    const { bench, page } = visit;
    for (const number of [0, 1, 2]) keepSession(bench.store, number);
    bench.store.logbook.expect({ transactionId: transactionId("s0"), isNeeded: true, asksOdometer: true });
    const author = { source: "page", name: "owner" } as const;
    bench.place.logbook.enter(transactionId("s1"), { odometer: 5000, plate: "AB-123-CD" }, author);
    await visit.enter("#/now");
    await visit.change({ ...siteStateSample, evses: { "1": waiting } });
    await page.getByText("Odometer and number plate are wanted until").waitFor();
    await visit.change({ ...siteStateSample, evses: { "1": held } });
    await page.getByText("Odometer and number plate are missing; the charge goes on once they are entered.").waitFor();

    const form = page.getByRole("region", { name: "Logbook" });
    await form.getByLabel("Odometer in km").fill("49.5");
    await form.getByLabel("Number plate").fill("ab-123-cd");
    await form.getByRole("button", { name: "Enter" }).click();
    await form.getByText("The odometer is a whole number").waitFor();
    await form.getByLabel("Odometer in km").fill("4 950");
    await form.getByRole("button", { name: "Enter" }).click();
    await form.getByText("That is less than this vehicle had at an earlier charge.").waitFor();
    expect(await form.getByRole("button", { name: "Enter" }).isEnabled()).toBe(false);
    await form.getByLabel("I have looked again: it is right").check();
    await form.getByRole("button", { name: "Enter" }).click();
    await expect
      .poll(() => bench.place.logbook.history(transactionId("s2")))
      .toMatchObject([
        { author: { name: "owner" }, entry: { odometer: 4950, plate: "AB-123-CD" }, overrode: "belowLast" },
      ]);

    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByText("Odometer and plate not entered").waitFor();
    await page.locator("table.list tbody tr").first().getByRole("button").click();
    await page.getByText("confirmed although less than before").waitFor();
    await page.getByRole("button", { name: "Correct the entry" }).click();
    expect(await page.getByLabel("Number plate").inputValue()).toBe("AB-123-CD");
    await page.getByLabel("Odometer in km").fill("5050");
    await page.getByRole("button", { name: "Enter" }).click();
    await page.getByText("5,050 km – on this page (owner)").waitFor();
    await expect
      .poll(async () => (await page.locator("dl.figures").innerText()).replace(/\s+/g, " "))
      .toContain("Odometer 5,050 km");
  });

  it("wird auf Deutsch eingeschaltet, und ein Tag kennt sein Kennzeichen", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    const { bench, page } = visit;
    await visit.enter("#/access");
    const card = page.getByRole("region", { name: "Fahrtenbuch: Kilometerstand und Kennzeichen" });
    await card.getByLabel("Ladevorgänge, die sie brauchen").selectOption({ label: "Alle" });
    await card.getByLabel("Zeit, bis eine solche Ladung ruht").fill("bald");
    await card.getByRole("button", { name: "Regeln des Fahrtenbuchs speichern" }).click();
    await card.getByText("Etwas passt nicht").waitFor();
    await card.getByLabel("Zeit, bis eine solche Ladung ruht").fill("2");
    await card.getByLabel("Ruht höchstens").fill("0");
    await card.getByRole("button", { name: "Regeln des Fahrtenbuchs speichern" }).click();
    await card.getByText("Die Ladestation hat es übernommen.").waitFor();
    expect([bench.variables.text("logbookScope"), bench.variables.get("logbookGrace")]).toEqual(["All", minutes(2)]);
    expect(bench.variables.get("logbookHold")).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    bench.place.access.putTags([localTag("A1", { alias: "Anna" })]);
    await page.goto(`${bench.url()}/#/tags`);
    await page.getByRole("button", { name: "Ändern: Anna" }).click();
    await page.getByLabel("Kilometerstand und Kennzeichen bei Ladungen").selectOption({ label: "immer nötig" });
    await page.getByLabel("Kennzeichen seines Fahrzeugs").fill("m ab 123e");
    await page.getByLabel("Der Kilometerstand muss angegeben werden").uncheck();
    await page.getByRole("button", { name: "Tag speichern" }).click();
    await page.getByText("Kilometerstand und Kennzeichen immer").waitFor();
    expect(bench.place.access.tag(idToken("A1"))?.logbook).toEqual({
      duty: "always",
      plate: "M AB 123E",
      asksOdometer: false,
    });
  });
});

/** A charger that charges and is held, and the page of that very charger. */
async function heldCharger() {
  const rig = await new VirtualRig({ variables: { LogbookScope: "All", LogbookGrace: "60" } }).start();
  const directory = temporaryDirectory();
  const site = composeSite(
    { host: "127.0.0.1", port: 0, hostNames: [], labelFile: join(directory, "label.json") },
    {
      agent: rig.agent,
      serialNumber: "V-1",
      store: rig.store,
      secrets: new MemorySecretStore(),
      roots: () => [],
      keptLog: { lines: () => [] },
      storeDirectory: directory,
      clock: rig.clock,
      lineClock: rig.clock,
      random: new SeededRandom(1),
      log: silentLog,
      version: "0.0.0",
      pageFolder: join(packageRoot(), "dist", "site"),
    },
  );
  await site.start();
  onTestFinished(async () => {
    await site.stop();
    await rig.stop();
  });
  await rig.charge();
  await rig.until(() => rig.status() === "SuspendedEVSE");
  return { rig, url: site.url() ?? expect.fail("no page") };
}

describe("a driver without an account", () => {
  let browser: Browser | undefined;
  afterAll(() => browser?.close());

  it("saisit en français kilométrage et plaque au téléphone, et la recharge continue", async () => {
    const { rig, url } = await heldCharger();
    browser = await launchBrowser();
    const page = await browser.newPage({ locale: "fr-FR", viewport: { width: 390, height: 844 } });
    await page.goto(`${url}/#/logbook`);
    await page.getByRole("heading", { name: "Saisir kilométrage et plaque" }).waitFor();
    await page.getByLabel("Kilométrage en km").fill("12 345");
    await page.getByLabel("Plaque d’immatriculation").fill("ab-123-cd");
    await page.getByRole("button", { name: "Saisir" }).click();
    await page.getByText("Aucune recharge n’attend de saisie sous ce code.").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByLabel("Quatre derniers caractères").fill(CARD.slice(-4));
    await page.getByRole("button", { name: "Saisir" }).click();
    await page.getByText("Merci. La recharge continue.").waitFor();
    await rig.until(() => rig.status() === "Charging");
    expect(rig.payloads("StopTransaction")).toEqual([]);
  });
});
