import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { SiteDesk } from "#test/browser/site-fixture";
import { makeSelfSigned } from "#agent/local/tls/self-made-certificate";
import { epochMillis } from "#hal/core/units";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

describe("the settings", () => {
  it("are put down in English, with what the charger does not take marked", async () => {
    const visit = await desk.visit();
    await visit.enter("#/settings");
    const { page } = visit;
    await page.getByLabel("Address").fill("1 Rue de la Paix, Paris");
    await page.getByLabel("Latitude").fill("48.8566");
    await page.getByLabel("Time zone").fill("Europe/Nowhere");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The charger does not take this value.").waitFor();

    await page.getByLabel("Longitude").fill("2.3522");
    await page.getByLabel("Time zone").fill("Europe/Paris");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();

    expect(visit.bench.store.site.settings.all()).toEqual(
      new Map([
        ["site.address", "1 Rue de la Paix, Paris"],
        ["site.latitude", "48.8566"],
        ["site.longitude", "2.3522"],
        ["site.timeZone", "Europe/Paris"],
      ]),
    );
    expect(await page.getByRole("link", { name: "map" }).getAttribute("href")).toBe("geo:48.8566,2.3522");
  });

  it("dim the lamp by night in English", async () => {
    const visit = await desk.visit();
    await visit.enter("#/settings");
    const { page, bench } = visit;
    await page.getByLabel("Night hours of the light").fill("22-6");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The charger does not take this value.").waitFor();
    await page.getByLabel("Night hours of the light").fill("22:00-06:00");
    await page.getByLabel("Brightness in the night hours").fill("5");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect([bench.variables.get("lightNightHours"), bench.variables.get("lightNightIntensity")]).toEqual([
      "22:00-06:00",
      5,
    ]);
  });

  it("dimmen auf Deutsch die Leuchte bei Nacht", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844 });
    await visit.enter("#/settings");
    const { page, bench } = visit;
    await page.getByLabel("Nachtstunden der Leuchte").fill("23:00-05:30");
    await page.getByRole("button", { name: "Speichern" }).click();
    await page.getByText("Gespeichert.", { exact: true }).waitFor();
    expect(bench.variables.get("lightNightHours")).toBe("23:00-05:30");
  });

  it("werden auf Deutsch mitgenommen und erst nach einem Blick übernommen", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    await visit.enter("#/settings");
    const { page, bench } = visit;
    await page.getByLabel("Stellplatz").fill("P7");
    await page.getByRole("button", { name: "Speichern" }).click();
    await page.getByText("Gespeichert.", { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Konfiguration herunterladen" }).click(),
    ]);
    const taken = readFileSync(await download.path());
    await page.getByLabel("Stellplatz").fill("P8");
    await page.getByRole("button", { name: "Speichern" }).click();
    await expect.poll(() => bench.store.site.settings.all().get("site.space")).toBe("P8");

    const file = { name: "configuration.json", mimeType: "application/json", buffer: taken };
    await page.getByLabel("Konfiguration zum Übernehmen").setInputFiles(file);
    await page.getByRole("button", { name: "Was sich ändern würde" }).click();
    await page.getByText("1 geändert, 0 abgelehnt.").waitFor();
    expect(bench.store.site.settings.all().get("site.space")).toBe("P8");
    await page.getByRole("button", { name: "Übernehmen", exact: true }).click();
    await expect.poll(() => bench.store.site.settings.all().get("site.space")).toBe("P7");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe("the accounts", () => {
  it("are added, changed and removed in English", async () => {
    const visit = await desk.visit();
    await visit.enter("#/accounts");
    const { page, bench } = visit;
    await page.getByLabel("Account", { exact: true }).fill("anna");
    await page.getByLabel("Role").selectOption("Operator: starts and stops");
    await page.getByLabel("First password").fill("Hello-Anna-1");
    await page.getByRole("button", { name: "Add an account" }).click();
    await page.getByText("Operator: starts and stops, has to change the password").waitFor();

    await page.getByRole("button", { name: "Role and password: anna" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "anna" });
    await row.getByLabel("Role").selectOption("Viewer: sees");
    await row.getByLabel("First password").fill("Hello-Again-2");
    await row.getByRole("button", { name: "Save" }).click();
    await row.getByText("Viewer: sees, has to change the password").waitFor();

    await page.getByRole("button", { name: "Remove: anna" }).click();
    await page.getByRole("button", { name: "Remove for good" }).click();
    await expect.poll(() => bench.store.site.accounts.all().map(({ name }) => name)).toEqual(["owner"]);
  });

  it("disent en français ce qui manque encore à un mot de passe", async () => {
    const visit = await desk.visit({ locale: "fr-FR" });
    await visit.enter("#/accounts");
    const { page } = visit;
    await page.getByLabel("Compte", { exact: true }).fill("jean");
    await page.getByLabel("Premier mot de passe").fill("court");

    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("button", { name: "Ajouter un compte" }).isDisabled()).toBe(true);
  });
});

describe("the certificate", () => {
  it("is uploaded in English, and given up again", async () => {
    const visit = await desk.visit();
    const now = epochMillis(visit.bench.clock.now());
    const files = await makeSelfSigned({ serialNumber: "V-1", hostNames: ["wallbox.example"], now });
    await visit.enter("#/certificate");
    const { page } = visit;
    await page.getByText("HTTPS is not switched on.").waitFor();
    await page.getByLabel("Certificate (PEM)").fill("x".repeat(200));
    await page.getByLabel("Private key (PEM)").fill("x".repeat(200));
    await page.getByRole("button", { name: "Use this certificate" }).click();
    await page.getByText("This is no certificate with its key in PEM form.").waitFor();

    await page.getByLabel("Certificate (PEM)").fill(files.certificate);
    await page.getByLabel("Private key (PEM)").fill(files.key);
    await page.getByRole("button", { name: "Use this certificate" }).click();
    await page.getByText("Uploaded", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Back to the charger’s own certificate" }).click();
    await page.getByText("Made by the charger itself").waitFor();
  });

  it("zegt in het Nederlands wie het gemaakt heeft", async () => {
    const visit = await desk.visit({ locale: "nl-NL" });
    await visit.enter("#/certificate");

    await visit.page.getByText("HTTPS is niet ingeschakeld.").waitFor();
  });
});
