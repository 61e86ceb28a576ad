import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { PASSWORD, SiteBench } from "#test/support/site-bench";
import { freeOutlet, siteStateSample } from "#test/support/site-state";
import { sessionSample, startSample } from "#test/support/station-store-samples";

const idle = { ...siteStateSample, evses: { "1": freeOutlet } };
const earnest = { serialNumber: "v-1 ", password: PASSWORD };

describe("the debug report", () => {
  it("SEC-48 has no secret in it and nobody's name", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    await bench.visitorAs("viewer");
    const planted = {
      "site.startToken": "04PLANTED1",
      "site.address": "1 Planted Street",
      "site.latitude": "48.123456",
    };
    const items = Object.entries(planted).map(([name, value]) => ({ name, value }));
    await owner.send("PATCH", "/api/configuration", { items });
    await bench.clock.advance(seconds(5));

    const { text, headers, json } = await owner.get("/api/system/report");

    const { pin, password } = bench.label();
    const hashes = bench.store.site.accounts.all().map(({ passwordHash }) => passwordHash);
    const secrets = [...Object.values(planted), pin, password, PASSWORD, owner.csrfToken ?? "", ...hashes];
    for (const secret of [...secrets, (owner.cookie ?? "").split("=")[1] ?? "?", "viewer1"])
      expect(text).not.toContain(secret);
    expect(headers["content-disposition"]).toContain("debug-report.json");
    expect(json).toMatchObject({
      format: 1,
      state: siteStateSample,
      equipment: { boardModel: "OpenEVSE" },
      configuration: { "site.startToken": "(set)", "site.language": "en" },
    });
  });
});

describe("the log in the debug report", () => {
  it("is the newest part of it, bounded, without names and addresses of people", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    const line = (fields: object) => `${JSON.stringify({ level: "warn", ...fields })}\n`;
    for (let number = 0; number < 700; number += 1) bench.said.push(line({ event: "meter.read", number }));
    bench.said.push(line({ event: "site.login-failed", sources: ["account julia", "address 10.0.0.7"] }));
    bench.said.push(line({ event: "mail.failed", error: "550 no such person owner@example.org" }));
    bench.said.push('{"level":"info","event":"cut off');

    const { json, text } = await installer.get("/api/system/report");

    const { log } = json as { readonly log: readonly Readonly<Record<string, unknown>>[] };
    expect(log).toHaveLength(499);
    expect(log[0]).toMatchObject({ number: 203 });
    expect(log.slice(-2)).toEqual([
      { level: "warn", event: "site.login-failed", sources: "…" },
      { level: "warn", event: "mail.failed", error: "550 no such person …@…" },
    ]);
    expect(text).not.toMatch(/julia|10\.0\.0\.7|owner@/);
  });

  it("leaves out what is too long rather than to grow without end", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    for (let number = 0; number < 100; number += 1)
      bench.said.push(`${JSON.stringify({ event: "frame", number, text: "x".repeat(10_000) })}\n`);
    const { json } = await installer.get("/api/system/report");
    const { log } = json as { readonly log: readonly object[] };
    expect(log).toHaveLength(19);
    expect(log.at(-1)).toMatchObject({ number: 99 });
  });
});

describe("the charger as a whole", () => {
  it("is restarted softly or hard, and says so if it cannot", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    await installer.send("POST", "/api/system/restart", { kind: "soft" });
    await installer.send("POST", "/api/system/restart", { kind: "hard" });
    bench.outcome = "rejected";

    expect((await installer.send("POST", "/api/system/restart", { kind: "soft" })).status).toBe(409);
    expect(bench.commands.slice(0, 2)).toEqual([
      { type: "reset", kind: "soft" },
      { type: "reset", kind: "hard" },
    ]);
  });

  it("loses its settings and nothing else with its configuration, and not while somebody charges", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    await installer.send("PATCH", "/api/configuration", { items: [{ name: "site.name", value: "Carport" }] });
    const reset = (confirm: string) => installer.send("POST", "/api/system/reset-configuration", { confirm });
    expect(await reset("configuration")).toMatchObject({ status: 409, json: { error: "charging" } });
    bench.state = idle;
    expect((await reset("factory")).status).toBe(400);

    expect((await reset("configuration")).status).toBe(200);

    expect(bench.store.site.settings.all().size).toBe(0);
    expect(bench.isSecurityForgotten).toBe(false);
    expect((await installer.get("/api/state/station/name")).json).toBe("Garage");
    expect(bench.store.site.accounts.all()).toHaveLength(2);
    expect(bench.commands).toEqual([{ type: "reset", kind: "soft" }]);
  });

  it("becomes as it left the factory for an owner who means it, but for the records of charges", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    bench.state = idle;
    bench.store.sessions.commit({ session: sessionSample("a"), facts: [startSample("a")] });
    bench.lifeCycle.put({ stage: "activated" });
    const reset = (body: object) => owner.send("POST", "/api/system/factory-reset", body);
    expect(await reset({ ...earnest, serialNumber: "V-2" })).toMatchObject({ json: { error: "serialNumber" } });
    expect(await reset({ ...earnest, password: "wrong" })).toMatchObject({ status: 403, json: { error: "wrong" } });
    bench.state = { ...idle, csms: { ...idle.csms, queued: 1 } };
    await bench.clock.advance(seconds(60));
    expect(await (await bench.visitorAs("owner")).send("POST", "/api/system/factory-reset", earnest)).toMatchObject({
      status: 409,
      json: { error: "undelivered" },
    });
    bench.state = idle;
    const again = await bench.visitorAs("owner");

    expect((await again.send("POST", "/api/system/factory-reset", earnest)).status).toBe(200);

    expect(bench.lifeCycle.record().stage).toBe("factory");
    expect(bench.isSecurityForgotten).toBe(true);
    expect(bench.store.sessions.recent(5)).toHaveLength(1);
    expect(bench.store.facts.depth()).toBe(1);
    expect((await owner.get("/api/state")).status).toBe(401);
    const fresh = bench.visitor();
    expect((await fresh.logIn("owner", bench.label().password)).json).toMatchObject({
      login: { mustChangePassword: true },
    });
  });

  it("is taken out of use for good when the back end knows everything, or never will", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    bench.state = { ...idle, csms: { ...idle.csms, queued: 3 } };
    const retire = (body: object) => owner.send("POST", "/api/system/decommission", body);
    expect(await retire(earnest)).toMatchObject({ status: 409, json: { error: "undelivered" } });

    expect((await retire({ ...earnest, loseUndelivered: true })).status).toBe(200);

    expect(bench.lifeCycle.record().stage).toBe("decommissioned");
    expect(bench.lifeCycle.isBarring()).toBe(true);
    expect(bench.isSecurityForgotten).toBe(true);
  });
});
