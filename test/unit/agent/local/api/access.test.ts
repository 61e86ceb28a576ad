import { describe, expect, it } from "vitest";
import { minutes } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { initialRules } from "#agent/domain/access/access-rules";
import { SiteBench } from "#test/support/site-bench";

const always = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]);

describe("local tags", () => {
  it("are made, changed and removed by an operator, and not by who may only look", async () => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");
    const full = {
      alias: "Ann’s car",
      owner: "Ann",
      validFrom: "2026-01-01T00:00:00.000Z",
      validTo: "2027-01-01T00:00:00.000Z",
      maxCurrent: 13.5,
      mayCharge: true,
      mayStop: true,
      paid: true,
      enabled: false,
    };
    expect(await operator.send("PUT", "/api/tags/04%2FA1", full)).toMatchObject({ status: 200 });
    expect(await operator.send("PUT", "/api/tags/B2", { alias: "Bob" })).toMatchObject({ status: 200 });
    const { json } = await operator.get("/api/tags");
    expect(json).toMatchObject({
      tags: [
        { token: "04/A1", ...full, lastSeenAt: null },
        { token: "B2", mayCharge: true },
      ],
    });
    expect(bench.place.access.tag(idToken("04/a1"))?.maxCurrent).toBe(13.5);

    expect(await operator.send("DELETE", "/api/tags/b2")).toMatchObject({ status: 200 });
    expect(await operator.send("DELETE", "/api/tags/b2")).toMatchObject({ status: 404 });
    expect(await (await bench.visitorAs("viewer")).get("/api/tags")).toMatchObject({ status: 403 });
  });

  it.each([
    { alias: "" },
    { alias: "A", maxCurrent: 5 },
    { alias: "A", validFrom: "2026-01-02T00:00:00Z", validTo: "2026-01-02T00:00:00Z" },
    { alias: "A", validFrom: "tomorrow" },
    { alias: "A", other: true },
  ])("are not %o", async (body) => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");

    expect(await operator.send("PUT", "/api/tags/B2", body)).toMatchObject({ status: 400 });
    expect(bench.place.access.tags()).toEqual([]);
  });

  it("go to a spreadsheet and back, with its semicolons, and without becoming formulas", async () => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");
    const evil = '=HYPERLINK("http://x";"y")';
    await operator.send("PUT", "/api/tags/A1", { alias: evil, owner: 'a,b"c', maxCurrent: 16 });
    const { text, headers } = await operator.get("/api/tag-file");
    expect(headers["content-type"]).toContain("text/csv");
    expect(text).toContain(`"'=HYPERLINK`);
    const before = bench.place.access.tags();

    await operator.send("DELETE", "/api/tags/A1");
    expect(await operator.send("POST", "/api/tag-file", { csv: text, dryRun: true })).toMatchObject({
      json: { items: [{ line: 2, outcome: "accepted" }] },
    });
    expect(bench.place.access.tags()).toEqual([]);
    await operator.send("POST", "/api/tag-file", { csv: text });
    expect(bench.place.access.tags()).toEqual(before);

    const csv = "\uFEFFtoken;alias;maxCurrent\r\nC3;Cid;\r\nc3;Twice;\r\nD4;;\r\nE5;Eve;banana\r\n\r\n";
    expect(await operator.send("POST", "/api/tag-file", { csv })).toMatchObject({
      json: { items: [{ outcome: "accepted" }, { outcome: "double" }, { outcome: "invalid" }, { outcome: "invalid" }] },
    });
    expect(bench.place.access.tags().map(({ tag }) => tag.alias)).toContain("Cid");
    expect(await operator.send("POST", "/api/tag-file", { csv: "a,b\r\n" })).toMatchObject({
      status: 422,
      json: { error: "heading" },
    });
  });

  it("are learnt: the page is told which card was held to the reader", async () => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");
    expect(await operator.send("POST", "/api/learning", {})).toMatchObject({ json: { isOpen: true, token: null } });
    expect(bench.place.learning.takes(idToken("A1"))).toBe(true);

    expect(await operator.get("/api/learning")).toMatchObject({ json: { isOpen: false, until: null, token: "A1" } });
  });
});

describe("the rules of access", () => {
  it("are seen by all who have an account and changed by the owner", async () => {
    const bench = await SiteBench.open();
    const owner = await bench.visitorAs("owner");
    const hours = { timeZone: "Europe/Brussels", week: always, holidays: ["2026-12-25"] };
    const rules = { ...initialRules, audience: "private", hours, freeCharging: true, openToken: "FREE" };
    expect(await owner.send("PUT", "/api/access", rules)).toMatchObject({ status: 200, json: { isOpen: true } });
    const installer = await bench.visitorAs("installer");
    expect(await installer.get("/api/access")).toMatchObject({ json: { rules } });
    expect(await installer.send("PUT", "/api/access", rules)).toMatchObject({ status: 403 });

    expect(await owner.send("PUT", "/api/access", { ...rules, openToken: "" })).toMatchObject({ status: 422 });
    const wrong = { ...rules, hours: { ...hours, timeZone: "Mars/Olympus" } };
    expect(await owner.send("PUT", "/api/access", wrong)).toMatchObject({ status: 400 });
  });
});

describe("guests", () => {
  const invitation = { name: "Bob", validHours: 24, longestMinutes: 60 };

  it("are invited with a PIN that is told once, and lose it", async () => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");
    const { json } = await operator.send("POST", "/api/guests", invitation);
    expect(JSON.stringify(json)).toMatch(/^\{"id":1,"pin":"\d{10}",/);
    const list = await operator.get("/api/guests");
    expect(list).toMatchObject({ json: { guests: [{ id: 1, name: "Bob", longestMinutes: 60 }] } });
    expect(list.text).not.toContain("pin");

    expect(await operator.send("DELETE", "/api/guests/1")).toMatchObject({ status: 200 });
    expect(await operator.send("DELETE", "/api/guests/1")).toMatchObject({ status: 404 });
  });

  it("SEC-42 guess no PIN: after five wrong ones they wait, also with the right one", async () => {
    const bench = await SiteBench.open();
    const operator = await bench.visitorAs("operator");
    const { json } = await operator.send("POST", "/api/guests", invitation);
    const pin = /"pin":"(\d+)"/.exec(JSON.stringify(json))?.[1];
    const guest = bench.visitor();
    expect(await guest.send("POST", "/api/guests/start", { pin })).toMatchObject({
      status: 409,
      json: { error: "noToken" },
    });
    for (let i = 0; i < 5; i++)
      expect(await guest.send("POST", "/api/guests/start", { pin: "0000000000" })).toMatchObject({ status: 403 });

    expect(await guest.send("POST", "/api/guests/stop", { pin })).toMatchObject({
      status: 429,
      headers: { "retry-after": "30" },
    });
    await bench.clock.advance(minutes(1));
    expect(await guest.send("POST", "/api/guests/stop", { pin })).toMatchObject({
      status: 409,
      json: { error: "nothing" },
    });
  });
});

describe("a place", () => {
  it("tells those without an account nothing, unless its owner wants it to", async () => {
    const bench = await SiteBench.open();
    const stranger = bench.visitor();
    expect(await stranger.get("/api/place")).toMatchObject({ status: 404 });
    bench.place.access.setRules({ ...initialRules, publiclyVisible: true, visitorsPay: true });
    expect(await stranger.get("/api/place")).toMatchObject({
      json: { name: "Garage", isOpen: true, visitorsPay: true, outlets: [{ evse: 1, summary: "charging" }] },
    });

    bench.place.access.setRules({ ...initialRules, publiclyVisible: true, audience: "private" });
    expect(await stranger.get("/api/place")).toMatchObject({ status: 404 });
  });
});

describe("the place in one step", () => {
  it("is set up by its owner alone, and keeps hours and the tag of free charging", async () => {
    const bench = await SiteBench.open();
    const set = async (role: "owner" | "installer", preset: string) =>
      (await (await bench.visitorAs(role)).send("POST", "/api/access/preset", { preset })).status;
    const hours = { timeZone: "UTC", week: [[], [], [], [], [], [], []], holidays: [] };
    bench.place.access.setRules({ ...bench.place.access.rules(), hours, openToken: "HOUSE" });

    expect(await set("installer", "sharing")).toBe(403);
    expect(await set("owner", "castle")).toBe(400);
    expect(await set("owner", "sharing")).toBe(200);

    expect(bench.place.access.rules()).toMatchObject({
      hours,
      openToken: "HOUSE",
      audience: "everyone",
      freeCharging: false,
    });
  });
});
