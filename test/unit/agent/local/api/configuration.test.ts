import { describe, expect, it } from "vitest";
import { SeededRandom, intBelow } from "#hal/core/random";
import { SiteBench } from "#test/support/site-bench";

describe("the configuration", () => {
  it("is one list of variables and settings", async () => {
    const bench = await SiteBench.open();
    const viewer = await bench.visitorAs("viewer");
    const { items } = (await viewer.get("/api/configuration")).json as { items: { name: string }[] };

    expect(items).toContainEqual({
      name: "heartbeatInterval",
      key16: "HeartbeatInterval",
      value: "300",
      default: "300",
      type: "seconds",
      unit: "s",
      readOnly: false,
      rebootRequired: false,
    });
    expect(items.find(({ name }) => name === "site.language")).toMatchObject({ value: "en", type: "choice" });
  });

  const wishes = [
    { name: "HeartbeatInterval", value: "60" },
    { name: "connectionTimeOut", value: "60" },
    { name: "WebSocketPingInterval", value: "20" },
    { name: "NumberOfConnectors", value: "4" },
    { name: "heartbeatInterval", value: "soon" },
    { name: "NoSuchKey", value: "1" },
    { name: "site.language", value: "fr" },
    { name: "site.latitude", value: "91" },
    { name: "site.latitude", value: "48.8584" },
  ];
  const outcomes = [
    "accepted",
    "unchanged",
    "rebootRequired",
    "readOnly",
    "invalid",
    "unknown",
    "accepted",
    "invalid",
    "accepted",
  ];

  it("is changed in one call with a result an item, and tried before with nothing changed", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    const patch = async (dryRun: boolean) => {
      const { json } = await installer.send("PATCH", "/api/configuration", { items: wishes, dryRun });
      return (json as { items: { outcome: string }[] }).items.map(({ outcome }) => outcome);
    };

    expect(await patch(true)).toEqual(outcomes);
    expect(bench.variables.text("heartbeatInterval")).toBe("300");
    expect(await patch(false)).toEqual(outcomes);
    expect(bench.variables.text("heartbeatInterval")).toBe("60");
    expect(bench.store.site.settings.all()).toEqual(
      new Map([
        ["site.language", "fr"],
        ["site.latitude", "48.8584"],
      ]),
    );
    expect(await patch(false)).toEqual(outcomes.map((word) => (/accepted|reboot/.test(word) ? "unchanged" : word)));
  });

  it("is taken along to another charger", async () => {
    const one = await SiteBench.open();
    const there = await one.visitorAs("installer");
    await there.send("PATCH", "/api/configuration", { items: wishes });
    const document = (await there.get("/api/configuration/export")).json;

    const other = await SiteBench.open();
    const here = await other.visitorAs("installer");
    const tried = await here.send("POST", "/api/configuration/import", { document, dryRun: true });
    expect(tried.status).toBe(200);
    expect(other.variables.text("heartbeatInterval")).toBe("300");
    const taken = await here.send("POST", "/api/configuration/import", { document });

    expect(JSON.stringify(taken.json)).not.toMatch(/invalid|unknown|readOnly/);
    expect(other.variables.text("heartbeatInterval")).toBe("60");
    expect((await here.get("/api/configuration/export")).json).toEqual(document);
  });

  it("SEC-48 is exported without a secret", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    const { text } = await owner.get("/api/configuration/export");

    expect(text).not.toMatch(/password|secret|authorizationKey|privateKey|scrypt/i);
    for (const secret of Object.values(bench.label())) expect(text).not.toContain(secret);
  });

  it("SEC-48 is not imported with one bit wrong", async () => {
    const bench = await SiteBench.open();
    const installer = await bench.visitorAs("installer");
    const { text } = await installer.get("/api/configuration/export");
    const chance = new SeededRandom(48).stream("flips");
    const before = JSON.stringify([...bench.store.variables.all(), ...bench.store.site.settings.all()]);

    for (let flip = 0; flip < 100; flip++) {
      const bytes = Buffer.from(text);
      const place = intBelow(chance, bytes.length);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << intBelow(chance, 8));
      const answer = await installer.ask("/api/configuration/import", {
        method: "POST",
        headers: { "x-borne-csrf": installer.csrfToken ?? "" },
        body: `{"document":${bytes.toString("latin1")}}`,
      });
      expect([place, answer.status]).toEqual([place, answer.status === 400 ? 400 : 422]);
    }
    expect(JSON.stringify([...bench.store.variables.all(), ...bench.store.site.settings.all()])).toBe(before);
  });
});
