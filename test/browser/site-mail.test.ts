import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { SiteDesk } from "#test/browser/site-fixture";
import { MAIL_PASSWORD, MAIL_USER, SmtpServer } from "#test/support/smtp-server";

const desk = new SiteDesk();

beforeAll(() => desk.start());

afterEach(async () => {
  expect(await desk.closeAll()).toEqual([]);
});

afterAll(() => desk.stop());

async function mailServer(): Promise<SmtpServer> {
  const smtp = await new SmtpServer().start();
  onTestFinished(() => smtp.stop());
  smtp.faults.asksForLogin = true;
  return smtp;
}

describe("mail on the page", () => {
  it("is set up in English, with a test letter that says what is wrong", async () => {
    const smtp = await mailServer();
    const visit = await desk.visit();
    await visit.enter("#/mail");
    const { page, bench } = visit;
    expect(await page.getByRole("button", { name: "Send a test letter" }).isDisabled()).toBe(true);
    await page.getByLabel("Mail server", { exact: true }).fill("127.0.0.1");
    await page.getByLabel("Port").fill(String(smtp.port));
    await page.getByLabel("User name").fill(MAIL_USER);
    await page.getByLabel("Password of the mail server").fill("wrong");
    await page.getByLabel("Sender").fill("charger@example.org");
    await page.getByLabel("Receivers").fill("nobody");
    await page.getByLabel("Send past sessions").selectOption("On the first of the month");
    await page.getByRole("button", { name: "Save e-mail" }).click();
    await page.getByText("Not everything could be saved; see the marked fields.").waitFor();
    await page.getByLabel("Receivers").fill("owner@example.org, office@example.org");
    await page.getByRole("button", { name: "Save e-mail" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Send a test letter" }).click();
    await page.getByText("The mail server refuses user name or password.", { exact: true }).waitFor();

    await page.getByLabel("Password of the mail server").fill(MAIL_PASSWORD);
    await page.getByRole("button", { name: "Save e-mail" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect(await page.getByLabel("Password of the mail server").inputValue()).toBe("");
    await page.getByRole("button", { name: "Send a test letter" }).click();
    await page.getByText("The mail server has taken the letter.").waitFor();
    expect(smtp.letters).toMatchObject([{ to: ["owner@example.org", "office@example.org"], isSecure: true }]);
    expect(bench.store.site.settings.all().get("mail.schedule")).toBe("monthly");
    expect(await page.content()).not.toContain(MAIL_PASSWORD);
  });

  it("vergisst auf Deutsch auf dem Telefon sein Passwort", async () => {
    const visit = await desk.visit({ locale: "de-DE", width: 390, height: 844, colorScheme: "dark" });
    await visit.enter("#/mail");
    const { page, bench } = visit;
    await page.getByLabel("Passwort des Mailservers").fill(MAIL_PASSWORD);
    await page.getByLabel("Auch Alarme senden").check();
    await page.getByRole("button", { name: "E-Mail speichern" }).click();
    await page.getByText("Eines ist hinterlegt.").waitFor();
    expect(bench.secrets.read("mail-password")).toBe(MAIL_PASSWORD);
    await page.getByRole("button", { name: "Passwort vergessen lassen" }).click();
    await page.getByText("Keines ist hinterlegt.").waitFor();
    expect(bench.secrets.read("mail-password")).toBeUndefined();
    expect(bench.store.site.settings.all().get("mail.alarms")).toBe("on");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
