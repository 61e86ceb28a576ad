import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { SiteDesk, type SiteFixture } from "#test/browser/site-fixture";
import { keepSession, keepSessionWithCurve } from "#test/support/report-samples";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

const HOUR = 3_600_000;

/** A charger in Paris with sixty sessions in the past, and a stay of two hours today. */
async function withHistory({ bench }: SiteFixture): Promise<void> {
  const now = bench.clock.now();
  for (let number = 0; number < 60; number++)
    keepSession(bench.store, number - 400, number === 7 ? "04FFEE" : undefined);
  keepSessionWithCurve(bench.store, "today");
  bench.store.history.addStay({
    evse: evseId(1),
    from: epochMillis(now - 2 * HOUR),
    to: now,
    charging: [{ after: 0, lasts: 3600 }],
  });
  const owner = await bench.visitorAs("owner");
  const items = [
    { name: "site.timeZone", value: "Europe/Paris" },
    { name: "site.co2PerKwh", value: "0.4" },
  ];
  await owner.send("PATCH", "/api/configuration", { items });
}

async function downloaded(
  visit: SiteFixture,
  form: string,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([
    visit.page.waitForEvent("download"),
    visit.page.getByRole("link", { name: form, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

describe("the sessions", () => {
  it("are listed in English, filtered, looked at closely and taken along", async () => {
    const visit = await desk.visit();
    await withHistory(visit);
    await visit.enter("#/sessions");
    const { page } = visit;
    const rows = page.locator("table.list tbody tr");
    await expect.poll(() => rows.count()).toBe(25);
    expect((await page.locator("dl.figures").innerText()).replace(/\s+/g, " ")).toContain("Sessions 61");
    await page.getByRole("button", { name: "Older sessions" }).click();
    await page.getByRole("button", { name: "Older sessions" }).click();
    await expect.poll(() => rows.count()).toBe(61);

    await page.getByLabel("Tag number").fill("ffee");
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel("Tag number").fill("");
    await page.getByLabel("From", { exact: true }).fill("2026-01-15");
    await expect.poll(() => rows.count()).toBe(1);

    const { name, bytes } = await downloaded(visit, "CSV");
    expect(name).toBe("sessions-2026-01-15.csv");
    expect(bytes.toString("utf8").split("\r\n")).toHaveLength(3);

    await rows.first().getByRole("button").click();
    await page.getByText("Energy", { exact: true }).waitFor();
    const facts = (await page.locator("dl.figures").innerText()).replace(/\s+/g, " ");
    expect(facts).toContain("Start 15/01/2026, 13:00");
    expect(facts).toContain("CO₂ avoided 2.00 kg");
    await page.locator(".curve canvas").waitFor();
    await page.getByRole("button", { name: "Back to the list" }).click();
    // What was looked for is still looked for.
    await expect.poll(() => rows.count()).toBe(1);
    expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe("2026-01-15");
  });

  it("werden auf Deutsch auf dem Telefon gezeigt und als Mappe und PDF mitgenommen", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    await withHistory(visit);
    await visit.enter("#/sessions");
    await visit.page.getByText("Ladevorgänge").first().waitFor();
    await expect.poll(() => visit.page.locator("table.list tbody tr").count()).toBe(25);
    expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    const workbook = await downloaded(visit, "XLSX");
    expect(workbook.name).toBe("ladevorgaenge-2026-01-15.xlsx");
    expect(workbook.bytes.subarray(0, 2).toString()).toBe("PK");
    const paper = await downloaded(visit, "PDF");
    expect(paper.name).toBe("ladevorgaenge-2026-01-15.pdf");
    expect(paper.bytes.subarray(0, 5).toString()).toBe("%PDF-");
  });

  it("says so when there are none", async () => {
    const visit = await desk.visit();
    await visit.enter("#/sessions");
    await visit.page.getByText("No session matches.").waitFor();
  });
});

describe("the occupancy", () => {
  it("tells in English how much of the last week the place was taken, and of any other time", async () => {
    const visit = await desk.visit();
    await withHistory(visit);
    await visit.enter("#/occupancy");
    const { page } = visit;
    await page.getByText("By hour of the day").waitFor();
    expect(await page.getByLabel("From").inputValue()).toBe("2026-01-09");
    expect(await page.getByLabel("To").inputValue()).toBe("2026-01-15");
    const hours = await page.locator("table.bars tbody").nth(1).innerText();
    expect(await page.locator("table.bars").first().locator("tbody tr").count()).toBe(7);
    expect(hours).toMatch(/11:00\s+14%\s+14%/);
    expect(await page.getByText("another charger").count()).toBe(0);

    await page.getByLabel("From").fill("2026-02-01");
    await page.getByRole("alert").filter({ hasText: "Choose a first day" }).waitFor();
  });

  it("conseille en français une borne de plus à partir de 75 %", async () => {
    const visit = await desk.visit({ locale: "fr-FR" });
    const now = visit.bench.clock.now();
    const week = { from: epochMillis(now - 168 * HOUR), to: epochMillis(now), charging: [] };
    visit.bench.store.history.addStay({ evse: evseId(1), ...week });
    await visit.enter("#/occupancy");
    await visit.page.getByText("une borne de plus serait utilisée").waitFor();
    await visit.page.getByText("Par jour de la semaine").waitFor();
    await visit.page.getByRole("rowheader", { name: "lundi" }).waitFor();
  });
});
