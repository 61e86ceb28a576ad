import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { SiteDesk, type SiteFixture } from "#test/browser/site-fixture";
import { idToken } from "#agent/domain/authorization/id-token";
import type { RecentPoint } from "#agent/domain/site/recent-power";
import { transactionId } from "#agent/domain/transaction/station-fact";
import type { SessionLabels } from "#agent/ports/session-labels";
import { keepBill, keepSession, keepSessionWithCurve, labelsSample } from "#test/support/report-samples";
import { siteStateSample } from "#test/support/site-state";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

const HOUR = 3_600_000;

/** Two drivers whom the place knows, and visitors. */
function noted(number: number): SessionLabels {
  if (number % 3 === 2) return labelsSample({ access: "public", payment: "free", currency: "EUR" });
  const alias = number % 3 === 0 ? "Zoë Müller" : "François";
  return labelsSample({ alias, access: "private", payment: "free", currency: "EUR" });
}

/** A charger in Paris with sixty sessions in the past, and a stay of two hours today. */
async function withHistory({ bench }: SiteFixture): Promise<void> {
  const now = bench.clock.now();
  for (let number = 0; number < 60; number++)
    keepSession(bench.store, number - 400, number === 7 ? "04FFEE" : undefined, noted(number));
  for (const number of [-400, -399]) keepBill(bench.store, number, 2.75);
  keepSessionWithCurve(bench.store, "today");
  bench.store.history.keepCurve(transactionId("today"), {
    step: 60,
    watts: Array.from({ length: 30 }, (_, minute) => (minute < 20 ? 11_000 : 5500)),
    wattHours: Array.from({ length: 30 }, (_, minute) => Math.min(minute * 183, 5000)),
    limits: [
      { after: 0, owner: "cable", amperes: 16 },
      { after: 1200, owner: "openingHours", amperes: 8 },
    ],
  });
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
    { name: "site.currency", value: "eur" },
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

    const tag = page.getByRole("textbox", { name: "Tag" });
    await tag.fill("ffee");
    await expect.poll(() => rows.count()).toBe(1);
    await tag.fill("zo");
    await expect.poll(() => page.locator("dl.figures").innerText()).toMatch(/Sessions\s+20/);
    await tag.fill("");
    await page.getByLabel("Payment").selectOption("paid");
    await expect.poll(() => rows.count()).toBe(2);
    expect((await page.locator("dl.figures").innerText()).replace(/\s+/g, " ")).toContain("Cost in all 5.50 EUR");
    expect((await rows.first().innerText()).replace(/\s+/g, " ")).toMatch(/2\.75 EUR François private paid$/);
    await page.getByRole("button", { name: "Show all" }).click();
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
    const limits = await page.locator("ul.limits").innerText();
    expect(limits).toMatch(/From 13:00: At most 16 A: the cable\s+From 13:20: At most 8 A: opening hours/);
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

    await visit.page.getByLabel("Bezahlung").selectOption("paid");
    await expect.poll(() => visit.page.locator("table.list tbody tr").count()).toBe(2);
    // What has no room on a telephone is told of the session itself.
    await visit.page.locator("table.list tbody tr").first().getByRole("button").click();
    await visit.page.getByText("kostenpflichtig").waitFor();
    const facts = (await visit.page.locator("dl.figures").innerText()).replace(/\s+/g, " ");
    expect(facts).toContain("Ladestation Left Seriennummer V-1 Ort Garage");
    expect(facts).toContain("Kosten 2,75 EUR");
    expect(await visit.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await visit.page.getByRole("button", { name: "Zurück" }).click();
    await visit.page.getByRole("button", { name: "Alle zeigen" }).click();

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

/** How much of the curve's width is filled, from 0 to 1. */
function filled(page: Page): Promise<number> {
  return page.locator(".curve canvas").evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return 0;
    const { width, height } = canvas;
    const image = canvas.getContext("2d")?.getImageData(0, Math.floor(height * 0.6), width, 1).data ?? [];
    const blue = Array.from(
      { length: width },
      (_, x) => (image[4 * x + 3] ?? 0) > 0 && (image[4 * x + 2] ?? 0) > (image[4 * x] ?? 0) + 20,
    );
    return blue.filter(Boolean).length / width;
  });
}

/** Eleven kilowatts since a quarter of an hour before `until`. */
function lastMinutes(until: string): readonly RecentPoint[] {
  const end = Date.parse(until);
  return Array.from({ length: 180 }, (_, i) => ({ at: epochMillis(end - (180 - i) * 5000), powerW: 11_000 }));
}

describe("the live curve", () => {
  it.each([
    ["en-GB", 1280, "Power of the last quarter of an hour"],
    ["nl-NL", 390, "Vermogen van het laatste kwartier"],
  ])("is there at once when the page is opened, in %s at a width of %i", async (locale, width, label) => {
    const visit = await desk.visit({ locale, width });
    const outlet = siteStateSample.evses["1"];
    visit.bench.curves = { ...visit.bench.curves, recent: () => lastMinutes(outlet?.meter?.at ?? "") };
    await visit.enter("#/now");
    await visit.page.getByRole("img", { name: label }).waitFor();
    await expect.poll(() => filled(visit.page)).toBeGreaterThan(0.6);
  });

  it("begins with nothing where nothing is remembered", async () => {
    const visit = await desk.visit();
    await visit.enter("#/now");
    await visit.page.locator(".curve canvas").waitFor();
    expect(await filled(visit.page)).toBeLessThan(0.1);
  });
});

describe("everybody who charges here", () => {
  it.each([
    ["en-GB", "Others who have charged here", "Sessions: 2 · 10.50 kWh"],
    ["fr-FR", "Autres personnes ayant rechargé ici", "Sessions : 2 · 10,50 kWh"],
  ])("is listed with how much in %s, also whose tag is not of this place", async (locale, others, charged) => {
    const visit = await desk.visit({ locale });
    const { store, place } = visit.bench;
    for (const number of [0, 1]) keepSession(store, number, "04AA");
    keepSession(store, 2, "04BB", labelsSample({ alias: "Guest Bob" }));
    const tag = { owner: "", mayCharge: true, mayStop: false, isPaid: false, isEnabled: true };
    place.access.putTags([{ ...tag, token: idToken("04AA"), alias: "Ann" }]);
    await visit.enter("#/tags");
    await visit.page.getByText(charged).waitFor();
    const rest = visit.page.locator("section.card").filter({ hasText: others });
    expect(await rest.innerText()).toContain("Guest Bob · 04BB");
  });
});
