import { describe, expect, it, onTestFinished } from "vitest";
import { hours, millis, minutes } from "#hal/core/units";
import { keepSession } from "#test/support/report-samples";
import { settleMacrotasks } from "#hal/host/macrotask";
import { SiteBench } from "#test/support/site-bench";
import { MAIL_PASSWORD, MAIL_USER, SmtpServer } from "#test/support/smtp-server";

async function bench() {
  const smtp = await new SmtpServer().start();
  onTestFinished(() => smtp.stop());
  smtp.faults.asksForLogin = true;
  const site = await SiteBench.open();
  const installer = await site.visitorAs("installer");
  const put = (values: Readonly<Record<string, string>>) =>
    installer.send("PATCH", "/api/configuration", {
      items: Object.entries(values).map(([name, value]) => ({ name, value })),
    });
  const server = { "mail.host": "127.0.0.1", "mail.port": String(smtp.port), "mail.user": MAIL_USER };
  const people = { "mail.from": "charger@example.org", "mail.to": "owner@example.org" };
  await put({ ...server, ...people });
  return { smtp, site, installer, put };
}

describe("mail", () => {
  it("is tested by an installer, who is told why it does not go", async () => {
    const { smtp, installer } = await bench();
    const test = () => installer.send("POST", "/api/mail/test", {});
    expect(await test()).toMatchObject({ status: 422, json: { error: "incomplete" } });
    await installer.send("PUT", "/api/mail/password", { password: "wrong" });
    expect(await test()).toMatchObject({
      status: 409,
      json: { error: "mailFailed", details: { trouble: "loginRefused" } },
    });
    await installer.send("PUT", "/api/mail/password", { password: MAIL_PASSWORD });
    expect((await test()).status).toBe(200);
    expect(smtp.letters).toMatchObject([{ to: ["owner@example.org"], isSecure: true }]);
    expect((await installer.get("/api/mail")).json).toMatchObject({ isComplete: true, last: { trouble: null } });
  });

  it("does not give its password away: not on the page, not in exports, not in the debug report, not in the log", async () => {
    const { site, installer, smtp } = await bench();
    await installer.send("PUT", "/api/mail/password", { password: MAIL_PASSWORD });
    await installer.send("POST", "/api/mail/test", {});
    smtp.faults.answers = { MAIL: "550 no" };
    await installer.send("POST", "/api/mail/test", {});
    const paths = ["/api/mail", "/api/configuration", "/api/configuration/export", "/api/system/report", "/api/events"];
    const texts = await Promise.all(paths.map(async (path) => (await installer.get(path)).text));
    const everything = [...texts, JSON.stringify(site.log.events), JSON.stringify([...site.store.site.settings.all()])];
    expect(
      everything.filter(
        (text) => text.includes(MAIL_PASSWORD) || text.includes(Buffer.from(MAIL_PASSWORD).toString("base64")),
      ),
    ).toEqual([]);
    expect(texts[3]).not.toContain("owner@example.org");
  });

  it("is nobody else's business", async () => {
    const { site } = await bench();
    const operator = await site.visitorAs("operator");
    expect((await operator.get("/api/mail")).status).toBe(403);
    expect((await operator.send("POST", "/api/mail/test", {})).status).toBe(403);
    expect((await operator.send("PUT", "/api/mail/password", { password: "x" })).status).toBe(403);
  });

  it.each([
    ["mail.host", "smtp://example.org"],
    ["mail.port", "70000"],
    ["mail.security", "ssl"],
    ["mail.from", "Charger"],
    ["mail.to", "a@b.c\r\nBcc: d@e.f"],
    ["mail.schedule", "hourly"],
  ])("takes no %s that is %j", async (name, value) => {
    const { put } = await bench();
    expect((await put({ [name]: value })).json).toEqual({ items: [{ name, outcome: "invalid" }] });
  });

  it("forgets its password with the configuration", async () => {
    const { site, installer } = await bench();
    await installer.send("PUT", "/api/mail/password", { password: MAIL_PASSWORD });
    site.state = { ...site.state, evses: {} };
    expect((await installer.send("POST", "/api/system/reset-configuration", { confirm: "configuration" })).status).toBe(
      200,
    );
    expect((await installer.get("/api/mail")).json).toMatchObject({ isComplete: false, hasPassword: false });
  });

  it("brings the sessions of the last day by itself, with tags that show their last characters only", async () => {
    const { site, smtp, installer, put } = await bench();
    await installer.send("PUT", "/api/mail/password", { password: MAIL_PASSWORD });
    await put({ "mail.schedule": "daily", "mail.form": "csv", "site.timeZone": "UTC" });
    keepSession(site.store, 0);
    await site.clock.advance(minutes(2));
    // To a minute before the hour after the next midnight, and once more when all looks before it have come to their end.
    await site.clock.advance(millis(hours(13) - minutes(3)));
    for (let turn = 0; turn < 20; turn += 1) await settleMacrotasks();
    await site.clock.advance(minutes(1));
    await expect.poll(() => smtp.letters.length, { timeout: 5000 }).toBe(1);
    const parts = smtp.letters[0]?.text.split(/\r\n\r\n/) ?? [];
    const table = parts.map((part) => Buffer.from(part, "base64").toString("utf8")).join("\n");
    expect(table).toContain("····E6F7");
    expect(table).not.toContain("04A2B3C4D5E6F7");
  });
});
