import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { SiteDesk } from "#test/browser/site-fixture";
import { PASSWORD } from "#test/support/site-bench";
import { freeOutlet, siteStateSample } from "#test/support/site-state";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

describe("the events on the page", () => {
  it("are read and acknowledged in English", async () => {
    const visit = await desk.visit();
    const { bench, page } = visit;
    bench.state = { ...siteStateSample, unbilled: 1 };
    bench.changes.emit(undefined);
    await bench.clock.advance(seconds(5));
    await visit.enter("#/events");

    await page.getByText("1 not acknowledged").waitFor();
    await page.getByText("Energy flowed that is on nobody’s bill").waitFor();
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText("Nothing is waiting for you.").waitFor();
    await page.getByText("acknowledged by owner").waitFor();
    await page.getByLabel("Show").selectOption("Not acknowledged");
    await page.getByText("Nothing has happened yet.").waitFor();
  });

  it("zeigen auf Deutsch, was das Backend nicht annahm", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    await visit.enter("#/events");

    await visit.page.getByText("Nichts wartet auf Sie.").waitFor();
    await visit.page.getByText("Nachrichten, die das Backend nicht annahm (0)").waitFor();
    expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe("commissioning on the page", () => {
  it("leads in English into service, with report and label", async () => {
    const visit = await desk.visit();
    await visit.enter("#/commissioning");
    const { bench, page } = visit;
    await page.getByRole("button", { name: "The charger hangs where it belongs: begin" }).click();
    await page.getByRole("button", { name: "Put into service" }).click();
    await page.getByText("Not yet: Light shows what it should.").waitFor();
    await page.getByRole("button", { name: "The light is as it should be" }).click();
    await page.getByRole("button", { name: "Put into service" }).click();
    await page.getByText("In service", { exact: true }).waitFor();
    expect(bench.lifeCycle.record().stage).toBe("activated");

    const [report] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Report as PDF" }).click(),
    ]);
    expect(report.suggestedFilename()).toBe("commissioning-report.pdf");
    await page.getByRole("button", { name: "Show the label" }).click();
    await page.getByText(bench.label().pin).waitFor();
    const code = page.getByRole("img", { name: "QR code of the label" });
    await expect.poll(() => code.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  });

  it("permet en français une charge d’essai", async () => {
    const visit = await desk.visit({ locale: "fr-FR", width: 390, height: 844 });
    await visit.enter("#/commissioning");
    const { page } = visit;
    await page.getByRole("button", { name: "La borne est à sa place : commencer" }).click();
    await page.getByRole("button", { name: "Permettre une charge d’essai" }).click();
    await page.getByText("Une charge peut commencer dans les 15 minutes.").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe("the system on the page", () => {
  it("hands out the debug report in English, and restarts at the second press", async () => {
    const visit = await desk.visit();
    await visit.enter("#/system");
    const { bench, page } = visit;
    const [report] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download the debug report" }).click(),
    ]);
    expect(report.suggestedFilename()).toBe("debug-report.json");
    await page.getByRole("button", { name: "Restart the charger" }).click();
    expect(bench.commands).toEqual([]);
    await page.getByRole("button", { name: "Restart now" }).click();
    await page.getByText("The charger does it and restarts.").waitFor();
    expect(bench.commands).toEqual([{ type: "reset", kind: "soft" }]);
  });

  it("neemt in het Nederlands afscheid met serienummer en wachtwoord", async () => {
    const visit = await desk.visit({ locale: "nl-NL" });
    await visit.enter("#/system");
    const { bench, page } = visit;
    bench.state = { ...siteStateSample, evses: { "1": freeOutlet } };
    const card = page.locator("section").filter({ hasText: "Definitief buiten gebruik stellen" });
    await card.getByLabel("Serienummer van dit laadpunt").fill("V-9");
    await card.getByLabel("Uw wachtwoord").fill(PASSWORD);
    await card.getByRole("button", { name: "Buiten gebruik stellen" }).click();
    await card.getByText("Dat is niet het serienummer van dit laadpunt.").waitFor();

    await card.getByLabel("Serienummer van dit laadpunt").fill("V-1");
    await card.getByLabel("Uw wachtwoord").fill(PASSWORD);
    await card.getByRole("button", { name: "Buiten gebruik stellen" }).click();
    await expect.poll(() => bench.lifeCycle.record().stage).toBe("decommissioned");
  });
});
