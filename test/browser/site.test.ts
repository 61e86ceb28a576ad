import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { pageBytes, SiteDesk } from "#test/browser/site-fixture";
import { PASSWORD } from "#test/support/site-bench";
import { chargingOutlet, freeOutlet, siteStateSample } from "#test/support/site-state";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

describe("the page on site", () => {
  it("is small", () => {
    expect(pageBytes()).toBeLessThan(150_000);
  });

  it("lets nobody in before the label's password is changed, and then goes on", async () => {
    const { bench, page } = await desk.visit();
    await page.getByLabel("Account").fill("owner");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Account or password is wrong.").waitFor();

    await page.getByLabel("Password").fill(bench.label().password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByLabel("Present password").fill(bench.label().password);
    await page.getByLabel("New password", { exact: true }).fill("short");
    await page
      .getByText("Still needed: at least 8 characters, a capital letter, a digit, a special character.")
      .waitFor();
    await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("New password once more").fill(PASSWORD);
    await page.getByRole("button", { name: "Change the password" }).click();

    await page.getByRole("heading", { name: "Charger now" }).waitFor();
    await expect.poll(() => page.title()).toBe("Charger now – Garage");
  });

  it("sets a forgotten password anew, with the button and the PIN of the label", async () => {
    const { bench, page } = await desk.visit({ locale: "fr-FR" });
    await page.getByRole("button", { name: "Mot de passe oublié ?" }).click();
    await page.getByLabel("Code PIN de l’étiquette").fill(bench.label().pin);
    await page.getByLabel("Nouveau mot de passe", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Nouveau mot de passe, encore une fois").fill(PASSWORD);
    await page.getByRole("button", { name: "Définir le nouveau mot de passe" }).click();
    await page.getByText("Appuyez d’abord sur le bouton de la borne.").waitFor();

    bench.presses.emit(undefined);
    await page.getByRole("button", { name: "Définir le nouveau mot de passe" }).click();
    await page.getByText("Le mot de passe est défini.").waitFor();
    await page.getByLabel("Compte").fill("owner");
    await page.getByLabel("Mot de passe", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByRole("heading", { name: "La borne maintenant" }).waitFor();
  });

  it("changes its language and its colours at once, and keeps both", async () => {
    const visit = await desk.visit();
    await visit.enter();
    const { page } = visit;
    for (const [name, title] of [
      ["Nederlands", "Laadpunt nu"],
      ["Deutsch", "Ladestation jetzt"],
      ["Français", "La borne maintenant"],
    ] as const) {
      await page.locator("header select").first().selectOption({ label: name });
      await page.getByRole("heading", { name: title }).waitFor();
    }
    await page.locator("header select").last().selectOption("dark");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe("rgb(20, 23, 26)");
    await page.reload();
    await page.getByRole("heading", { name: "La borne maintenant" }).waitFor();
    expect(await ground()).toBe("rgb(20, 23, 26)");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("fr");
  });

  it("is walked through by keyboard", async () => {
    const visit = await desk.visit();
    await visit.enter();
    const { page } = visit;
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await page.getByRole("link", { name: "Back end" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Back end" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
    expect(await page.locator("nav a[aria-current=page]").innerText()).toBe("Back end");
  });

  it("says when the charger cannot be heard any more", async () => {
    const visit = await desk.visit();
    await visit.enter();
    const { bench, page } = visit;
    await page.getByText("Charging", { exact: true }).first().waitFor();
    await bench.site.stop();

    await page.getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
    visit.complaints.length = 0;
  });

  it("goes to the login when somebody else ends it", async () => {
    const visit = await desk.visit();
    await visit.enter();
    const { bench, page } = visit;
    await page.getByRole("button", { name: "Pause" }).waitFor();
    bench.store.site.sessions.removeOf("owner");
    await page.getByRole("button", { name: "Pause" }).click();

    await page.getByRole("heading", { name: "Log in" }).waitFor();
  });

  it("SEC-45 shows what people and back ends write as text", async () => {
    const visit = await desk.visit();
    await visit.enter("#/back-end");
    const evil = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
    const { csms, station } = siteStateSample;
    await visit.change({
      ...siteStateSample,
      csms: { ...csms, trouble: evil, connection: "offline" },
      station: { ...station, name: evil, identity: `javascript:${evil}` },
    });

    await visit.page.getByText(evil).first().waitFor();
    expect(await visit.page.title()).not.toBe("taken");
    expect(await visit.page.locator("img").count()).toBe(0);
  });
});

describe("the charger now", () => {
  it("tells in English what it does, what limits it and who says so, and is paused, limited and stopped", async () => {
    const visit = await desk.visit();
    await visit.enter("#/now");
    const { bench, page } = visit;

    await page.getByText("At most 16 A: charging profile of the back end").first().waitFor();
    const figures = await page.locator("dl.figures").innerText();
    expect(figures).toContain("11.0 kW");
    expect(figures).toContain("4.57 kWh");
    expect(figures).toContain("16.0 · 16.0 · 16.0 A");
    expect(await page.locator(".curve canvas").count()).toBe(1);
    await page.getByText("What limits the current").click();
    expect(await page.locator(".limits li").allInnerTexts()).toEqual([
      expect.stringContaining("(decides)") as unknown as string,
      "At most 32 A: wiring and fuse of this place",
    ]);

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("The charger has taken it.").waitFor();
    await page.getByLabel("At most").selectOption("10 A");
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("button", { name: "Stop for good" }).click();
    await expect
      .poll(() => bench.commands)
      .toMatchObject([
        { type: "pause", evse: 1 },
        { type: "limitCurrent", evse: 1, limit: 10 },
        { type: "localStop", evse: 1 },
      ]);
  });

  it("sagt auf Deutsch, warum nicht geladen wird, und beginnt eine Ladung", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    await visit.enter("#/now");
    const { bench, page } = visit;
    await visit.change({ ...siteStateSample, evses: { "1": freeOutlet } });

    await page.getByText("Kein Fahrzeug ist angesteckt.").waitFor();
    expect(await page.locator(".badge").innerText()).toBe("Verfügbar");
    await page.getByLabel("Karten- oder Tag-Nummer").fill("04A1B2");
    await page.getByRole("button", { name: "Starten" }).click();
    await expect.poll(() => bench.commands).toEqual([{ type: "localStart", evse: 1, token: "04A1B2" }]);
    bench.outcome = "rejected";
    await page.getByRole("button", { name: "Starten" }).click();
    await page.getByRole("alert").filter({ hasText: "Die Ladestation kann das jetzt nicht." }).waitFor();

    const summaries = [
      ["occupied", "Belegt, lädt nicht"],
      ["problem", "Problem"],
      ["waitingForSync", "Wartet auf Synchronisation"],
      ["charging", "Lädt"],
    ] as const;
    for (const [summary, words] of summaries) {
      await visit.change({ ...siteStateSample, evses: { "1": { ...chargingOutlet, summary } } });
      await expect.poll(() => page.locator(".badge").innerText()).toBe(words);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  it("shows a fault, and a pause with its way out", async () => {
    const visit = await desk.visit();
    await visit.enter("#/now");
    const fault = {
      code: "board.over-temperature",
      severity: "serious",
      since: "2026-03-01T12:00:00.000Z",
      text: "x",
      detail: null,
    } as const;
    const outlet = { ...chargingOutlet, status: "suspendedEVSE", summary: "problem", paused: true } as const;
    const notCharging = { code: "limit.localUser", text: "x" } as const;
    await visit.change({ ...siteStateSample, evses: { "1": { ...outlet, faults: [fault], notCharging } } });

    await visit.page.getByRole("alert").filter({ hasText: "Too hot." }).waitFor();
    await visit.page.getByText("At most 0 A: set on this page").waitFor();
    await visit.page.getByRole("button", { name: "Resume" }).click();
    await expect.poll(() => visit.bench.commands).toMatchObject([{ type: "resume" }]);
  });

  it("has no buttons for who may only look", async () => {
    const visit = await desk.visit();
    const viewer = await visit.bench.visitorAs("viewer");
    const [name = "", value = ""] = (viewer.cookie ?? "").split("=");
    await visit.page.context().addCookies([{ name, value, url: visit.bench.url() }]);
    await visit.page.reload();
    await visit.page.getByText("Charging", { exact: true }).first().waitFor();

    expect(await visit.page.getByRole("button").allInnerTexts()).toEqual(["Log out"]);
  });
});

describe("the back end", () => {
  const { csms } = siteStateSample;

  it("tells in English what waits and why there is no connection", async () => {
    const visit = await desk.visit();
    await visit.enter("#/back-end");
    await visit.page.getByText("Everything has been delivered.").waitFor();

    await visit.change({
      ...siteStateSample,
      csms: { ...csms, connection: "offline", trouble: "refused", queued: 7, deadLetters: 2, isWaitingForSync: true },
    });

    await visit.page.getByText("Not connected").waitFor();
    await visit.page.getByText("Why there is no connection: refused").waitFor();
    await visit.page.getByText("Charging goes on by the local rules").waitFor();
    const figures = (await visit.page.locator("dl.figures").allInnerTexts()).join("\n");
    expect(figures).toMatch(/Messages waiting to be sent\s+7/);
    expect(figures).toMatch(/did not take\s+2/);
  });

  it("dit en français depuis quand il n’a plus rien dit", async () => {
    const visit = await desk.visit({ locale: "fr-FR" });
    await visit.enter("#/back-end");
    const at = new Date(visit.bench.clock.now() - 42_000).toISOString();
    await visit.change({ ...siteStateSample, csms: { ...csms, lastMessageAt: at, registration: "pending" } });

    await visit.page.getByText("Le système central n’a pas encore décidé").waitFor();
    await expect
      .poll(() => visit.page.locator("dl.figures").first().innerText())
      .toMatch(/Dernier message du système central\s+il y a 4\d s/);
  });
});
