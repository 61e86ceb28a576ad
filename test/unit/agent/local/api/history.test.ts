import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { SiteBench } from "#test/support/site-bench";
import { keepSession, keepSessionWithCurve } from "#test/support/report-samples";

async function benchWith(sessions: number) {
  const bench = await SiteBench.open();
  for (let number = 0; number < sessions; number++)
    keepSession(bench.store, number, number === 1 ? "04FFEEDD" : undefined);
  return { bench, operator: await bench.visitorAs("operator"), viewer: await bench.visitorAs("viewer") };
}

const itemsIn = (json: unknown) => (json as { readonly items: readonly Readonly<Record<string, unknown>>[] }).items;
const nextIn = (json: unknown) => (json as { readonly next: number | null }).next;

describe("the past sessions", () => {
  it("come newest first, page by page, each once", async () => {
    const { operator } = await benchWith(7);
    const seen: unknown[] = [];
    let before = "";
    for (let page = 0; page < 4; page++) {
      const { json } = await operator.get(`/api/sessions?limit=3${before}`);
      seen.push(...itemsIn(json).map(({ id }) => id));
      const next = nextIn(json);
      if (next === null) break;
      before = `&before=${String(next)}`;
    }
    expect(seen).toEqual(["s6", "s5", "s4", "s3", "s2", "s1", "s0"]);
  });

  it("are found by day of the place, outlet and tag", async () => {
    const { operator } = await benchWith(20);
    const count = async (query: string) => {
      const { json } = await operator.get(`/api/sessions/totals?${query}`);
      return json;
    };
    // The first begins at noon, one each hour.
    expect(await count("to=2026-01-15")).toEqual({ sessions: 12, energyWh: 63_000, durationSeconds: 21_600 });
    expect(await count("from=2026-01-16")).toMatchObject({ sessions: 8 });
    expect(await count("token=ffee")).toMatchObject({ sessions: 1 });
    expect(await count("evse=2")).toEqual({ sessions: 0, energyWh: 0, durationSeconds: 0 });
  });

  it("show tags only by their ends to who may only look, and let them not be guessed", async () => {
    const { viewer, operator } = await benchWith(1);
    expect(itemsIn((await viewer.get("/api/sessions")).json)[0]?.["token"]).toBe("····E6F7");
    expect(itemsIn((await operator.get("/api/sessions")).json)[0]?.["token"]).toBe("04A2B3C4D5E6F7");
    expect((await viewer.get("/api/sessions/export.csv")).text).not.toContain("04A2B3");
    expect((await viewer.get("/api/sessions?token=04A2")).status).toBe(403);
    expect((await viewer.get("/api/sessions/export.csv?token=04A2")).status).toBe(403);
  });

  it("are told one by one with their curve", async () => {
    const { bench, viewer } = await benchWith(0);
    keepSessionWithCurve(bench.store, "one");
    const { json } = await viewer.get("/api/sessions/one");
    expect(json).toMatchObject({ id: "one", energyWh: 5000, stopCause: "evDisconnected", alias: null, cost: null });
    expect(json).toHaveProperty("curve.1", { at: "2026-01-15T12:05:00.000Z", powerW: 10_800, importWh: 2100.25 });
    expect((await viewer.get("/api/sessions/other")).status).toBe(404);
  });

  it.each(["from=2026-02-30", "from=yesterday", "evse=0", "limit=x", "language=xx", "colour=red"])(
    "are not asked for with %s",
    async (query) => {
      const { operator } = await benchWith(0);
      const path = query.startsWith("language") ? "/api/sessions/export.csv" : "/api/sessions";
      expect((await operator.get(`${path}?${query}`)).status).toBe(400);
    },
  );

  it("leave as files with a name, in the language of the site unless another is asked for", async () => {
    const { bench, operator } = await benchWith(1);
    const owner = await bench.visitorAs("owner");
    await owner.send("PATCH", "/api/configuration", { items: [{ name: "site.language", value: "nl" }] });
    const { headers, text } = await operator.get("/api/sessions/export.csv");
    expect(headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="laadsessies-2026-01-15.csv"',
      "cache-control": "no-store",
    });
    expect(text).toContain("Laadpaal;Serienummer");
    const french = await operator.get("/api/sessions/export.pdf?language=fr");
    expect(french.headers["content-type"]).toBe("application/pdf");
    expect(french.text.startsWith("%PDF-")).toBe(true);
  });

  it("may be limited to two hundred at once", async () => {
    const { operator } = await benchWith(201);
    expect(itemsIn((await operator.get("/api/sessions?limit=999")).json)).toHaveLength(200);
  });
});

describe("the occupancy", () => {
  it("is that of the last seven days unless another time is asked for, and counts nothing that is to come", async () => {
    const { bench, viewer } = await benchWith(0);
    const now = bench.clock.now();
    bench.store.history.addStay({ evse: evseId(1), from: epochMillis(now - 3_600_000), to: now, charging: [] });
    const { json } = await viewer.get("/api/occupancy");
    expect(json).toMatchObject({
      from: "2026-01-09",
      to: "2026-01-15",
      whole: { total: 6.5 * 86_400, plugged: 3600, charging: 0 },
      isFull: false,
      fullFrom: 0.75,
    });
    expect((await viewer.get("/api/occupancy?from=2026-01-15&to=2026-01-14")).status).toBe(422);
    expect((await viewer.get("/api/occupancy?from=1990-01-01")).status).toBe(422);
  });
});
