import { describe, expect, it } from "vitest";
import { seconds } from "#hal/core/units";
import { SiteBench } from "#test/support/site-bench";
import { siteStateSample } from "#test/support/site-state";
import { sessionSample, startSample } from "#test/support/station-store-samples";

describe("the events", () => {
  it("tell of logins, settings and the charger itself, whoever looks, and are acknowledged by name", async () => {
    const bench = await SiteBench.open();
    await bench.visitor().logIn("owner", "wrong");
    await bench.clock.advance(seconds(60));
    const owner = await bench.visitorAs("owner");
    await owner.send("PATCH", "/api/configuration", { items: [{ name: "site.name", value: "Carport" }] });
    bench.state = { ...siteStateSample, csms: { ...siteStateSample.csms, connection: "offline" } };
    bench.changes.emit(undefined);
    await bench.clock.advance(seconds(5));

    const { json } = await owner.get("/api/events");
    const { events, open } = json as { events: { id: number; code: string; subject: string | null }[]; open: number };
    const told = events.map(({ code, subject }) => `${code} ${subject ?? ""}`.trim());
    for (const wanted of [
      "agent.started 0.0.0",
      "login.failed",
      "login.succeeded owner",
      "password.changed owner",
      "configuration.changed site.name",
      "csms.lost",
    ])
      expect(told).toContain(wanted);
    expect(open).toBe(2);
    const lost = events.find(({ code }) => code === "csms.lost")?.id ?? 0;

    expect((await owner.send("POST", "/api/events/acknowledge", { first: lost, last: lost })).json).toEqual({
      acknowledged: 1,
    });
    const left = (await owner.get("/api/events?open=true&severity=warning&limit=10")).json;
    expect(left).toMatchObject({ open: 1, events: [{ code: "login.failed" }] });
    expect((await owner.get("/api/events?limit=1000")).status).toBe(400);
  });
});

describe("dead letters", () => {
  it("are shown without tags, and exported whole for whoever runs the back end", async () => {
    const bench = await SiteBench.open();
    const fact = startSample("a");
    bench.store.sessions.commit({ session: sessionSample("a"), facts: [fact] });
    bench.store.facts.settle(bench.store.facts.head()?.position ?? 0, { kind: "dead", why: "refused" });
    const installer = await bench.visitorAs("installer");

    const shown = await installer.get("/api/dead-letters");
    expect(shown.json).toMatchObject({ total: 1, letters: [{ type: "transaction.started", evse: 1 }] });
    expect(shown.text).not.toContain(fact.token);
    const { text, headers } = await installer.get("/api/dead-letters/export");
    expect(text).toContain(fact.token);
    expect(headers["content-disposition"]).toContain("dead-letters.json");
  });
});
