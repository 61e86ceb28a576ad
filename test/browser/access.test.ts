import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { amperes } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { SiteDesk } from "#test/browser/site-fixture";
import { localTag } from "#test/support/local-tag";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

describe("tags and people", () => {
  it("learns a tag in English, gives it a name and a limit, and exports it", async () => {
    const visit = await desk.visit();
    await visit.enter("#/tags");
    const { bench, page } = visit;
    await page.getByText("No tags yet.").waitFor();
    await page.getByRole("button", { name: "Learn a tag" }).click();
    await page.getByText("Hold the new card to the reader now.").waitFor();
    expect(bench.place.learning.takes(idToken("04A1B2C3"))).toBe(true);

    await page.getByText("Card 04A1B2C3 was held to the reader.").waitFor();
    await page.getByLabel("Name").fill("Ann’s key");
    await page.getByLabel("Owner").fill("Ann");
    await page.getByLabel("At most, in amperes per phase").fill("13");
    await page.getByRole("button", { name: "Save the tag" }).click();
    await page.getByRole("heading", { name: "Ann’s key" }).waitFor();
    await page.getByText("at most 13 A").waitFor();
    expect(bench.place.access.tag(idToken("04a1b2c3"))).toMatchObject({ alias: "Ann’s key", maxCurrent: 13 });

    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export as CSV" }).click();
    expect((await download).suggestedFilename()).toBe("tags.csv");
    await page.getByLabel("Import a CSV file").setInputFiles({
      name: "tags.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("token,alias\r\nB2,Bob\r\nC3,\r\n"),
    });
    await page.getByText("1 tags taken, 1 lines refused.").waitFor();
    await page.getByRole("heading", { name: "Bob" }).waitFor();
  });

  it("ändert auf Deutsch ein Tag und entfernt es mit einem zweiten Druck", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    const { bench, page } = visit;
    bench.place.access.putTags([localTag("A1", { alias: "Anna", maxCurrent: amperes(10) })]);
    await visit.enter("#/tags");
    await page.getByText("höchstens 10 A").waitFor();
    await page.getByRole("button", { name: "Ändern: Anna" }).click();
    await page.getByLabel("Gültig bis einschließlich").fill("2030-01-31");
    await page.getByLabel("Darf laden").uncheck();
    await page.getByLabel("Höchstens, in Ampere je Phase").fill("3");
    await page.getByRole("button", { name: "Tag speichern" }).click();
    await page.getByRole("alert").filter({ hasText: "Etwas passt nicht" }).waitFor();
    await page.getByLabel("Höchstens, in Ampere je Phase").fill("");
    await page.getByRole("button", { name: "Tag speichern" }).click();
    await page.getByText("darf nicht laden").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    await page.getByRole("button", { name: "Entfernen: Anna" }).click();
    await page.getByRole("button", { name: "Endgültig entfernen: Anna" }).click();
    await page.getByText("Noch keine Tags.").waitFor();
    expect(bench.place.access.tags()).toEqual([]);
  });
});

describe("access", () => {
  it("sets opening hours and free charging in English, and invites a guest who then types the PIN", async () => {
    const visit = await desk.visit();
    await visit.enter("#/access");
    const { bench, page } = visit;
    await page.getByText("Open now").waitFor();
    await page.getByLabel("Free charging: whoever plugs in charges").check();
    await page.getByLabel("Open at certain hours only").check();
    await page.getByLabel("Time zone").fill("Europe/Brussels");
    await page.getByLabel("Monday").fill("8-12");
    await page.getByRole("button", { name: "Save the rules" }).click();
    await page.getByRole("alert").filter({ hasText: "Something does not fit" }).waitFor();
    await page.getByLabel("Monday").fill("08:00-12:00, 13:00-24:00");
    await page.getByRole("button", { name: "Save the rules" }).click();
    await page.getByText("Free charging needs a tag").waitFor();
    await page.getByLabel("Tag for charges without a card").fill("FREE");
    await page.getByLabel("Closed on these days").fill("2026-12-25");
    await page.getByRole("button", { name: "Save the rules" }).click();
    await page.getByText("The charger has taken it.").waitFor();
    const { hours, ...rules } = bench.place.access.rules();
    expect(rules).toMatchObject({ freeCharging: true, openToken: "FREE" });
    expect(hours).toMatchObject({ timeZone: "Europe/Brussels", holidays: ["2026-12-25"] });
    expect(hours?.week[0]).toEqual([
      { from: 480, to: 720 },
      { from: 780, to: 1440 },
    ]);

    await page.getByLabel("Name of the guest").fill("Bob");
    await page.getByRole("button", { name: "Invite" }).click();
    const pin = await page.locator(".secret").innerText();
    expect(pin).toMatch(/^\d{5} \d{5}$/);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Charge as a guest" }).click();
    await page.getByLabel("PIN of your host").fill("1");
    await page.getByRole("button", { name: "Start charging" }).click();
    await page.getByText("The PIN is wrong").waitFor();
    await page.getByLabel("PIN of your host").fill(pin);
    await page.getByRole("button", { name: "Start charging" }).click();
    await page.getByText("No outlet is free for it now").waitFor();
  });

  it("montre en français qui peut recharger, et retire un invité", async () => {
    const visit = await desk.visit({ locale: "fr-FR", width: 390, height: 844 });
    await visit.enter("#/access");
    const { bench, page } = visit;
    await page.getByLabel("Quelles cartes").selectOption({ label: "Privé : badges locaux seulement" });
    await page.getByRole("button", { name: "Enregistrer les règles" }).click();
    await page.getByText("La borne l’a pris en compte.").waitFor();
    expect(bench.place.access.rules()).toMatchObject({ audience: "private", hours: null });

    await page.getByLabel("Nom de l’invité").fill("Luc");
    await page.getByRole("button", { name: "Inviter" }).click();
    await page.getByRole("button", { name: "Retirer: Luc" }).click();
    await page.getByText("Aucun invité.").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe("the place in one step", () => {
  it("is set up for a business in English at the second press, and again for a home", async () => {
    const visit = await desk.visit();
    await visit.enter("#/access");
    const { bench, page } = visit;
    const before = bench.place.access.rules();
    await page.getByRole("button", { name: "Set up for: Business" }).click();
    expect(bench.place.access.rules()).toEqual(before);
    await page.getByRole("button", { name: "Set it up so" }).click();
    await page.getByText("The place is set up so.").waitFor();
    expect(bench.place.access.rules()).toMatchObject({
      audience: "noVisitors",
      localAuthorization: true,
      freeCharging: false,
    });
    expect(bench.variables.get("logbookScope")).toBe("Private");

    bench.place.access.setRules({ ...bench.place.access.rules(), openToken: "HOUSE" });
    await page.getByRole("button", { name: "Set up for: Home" }).click();
    await page.getByRole("button", { name: "Set it up so" }).click();
    await expect
      .poll(() => bench.place.access.rules())
      .toMatchObject({ audience: "private", freeCharging: true, openToken: "HOUSE" });
    expect(bench.variables.get("logbookScope")).toBe("Off");
  });

  it("wird auf Deutsch auf dem Telefon öffentlich", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844 });
    await visit.enter("#/access");
    const { bench, page } = visit;
    await page.getByRole("button", { name: "Einrichten für: Öffentlich" }).click();
    await page.getByRole("button", { name: "So einrichten" }).click();
    await page.getByText("Der Ort ist so eingerichtet.").waitFor();
    expect(bench.place.access.rules()).toMatchObject({
      audience: "everyone",
      visitorsPay: true,
      publiclyVisible: true,
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
