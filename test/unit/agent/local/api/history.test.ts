import { describe, expect, it } from "vitest";
import { evseId } from "#hal/core/charging";
import { epochMillis } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { SiteBench } from "#test/support/site-bench";
import { keepBill, keepSession, keepSessionWithCurve, labelsSample } from "#test/support/report-samples";

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
    const ofTheFirstDay = { sessions: 12, energyWh: 63_000, durationSeconds: 21_600, costs: [], co2AvoidedKg: null };
    expect(await count("to=2026-01-15")).toEqual(ofTheFirstDay);
    expect(await count("from=2026-01-16")).toMatchObject({ sessions: 8 });
    expect(await count("token=ffee")).toMatchObject({ sessions: 1 });
    expect(await count("evse=2")).toMatchObject({ sessions: 0, energyWh: 0, durationSeconds: 0 });
  });

  it("are found by what the tag was called, by access and by payment, which a bill decides", async () => {
    const { bench, operator, viewer } = await benchWith(0);
    const { store } = bench;
    keepSession(store, 0, "04AA", labelsSample({ alias: "Zoë", access: "private", payment: "free", currency: "EUR" }));
    keepSession(store, 1, "04AA", labelsSample({ alias: "Zoë", access: "private", payment: "free", currency: "EUR" }));
    keepSession(store, 2, "04BB", labelsSample({ access: "public", payment: "paid" }));
    keepSession(store, 3, "04CC");
    keepBill(store, 1, 2.345);
    keepBill(store, 2, 1);
    const ids = async (query: string, reader = operator) =>
      itemsIn((await reader.get(`/api/sessions?${query}`)).json).map(({ id }) => id);
    expect(await ids("tag=zo")).toEqual(["s1", "s0"]);
    expect(await ids("tag=04b")).toEqual(["s2"]);
    // Who may not see numbers cannot find them out.
    expect(await ids("tag=04b", viewer)).toEqual([]);
    expect(await ids("tag=zo", viewer)).toEqual(["s1", "s0"]);
    expect(await ids("access=private")).toEqual(["s1", "s0"]);
    expect(await ids("payment=paid")).toEqual(["s2", "s1"]);
    expect(await ids("payment=free")).toEqual(["s0"]);
    expect((await operator.get("/api/sessions/totals")).json).toMatchObject({
      costs: [
        { amount: 1, currency: null },
        { amount: 2.35, currency: "EUR" },
      ],
    });
    expect((await operator.get("/api/sessions/export.csv?payment=free")).text.trimEnd().split("\r\n")).toHaveLength(2);
  });

  it("are told with what held when they began, and their cost", async () => {
    const { bench, viewer } = await benchWith(0);
    const noted = { alias: "Zoë", access: "private", payment: "free", currency: "EUR" } as const;
    keepSession(bench.store, 1, "04AA", labelsSample(noted));
    keepBill(bench.store, 1, 2.5);
    expect((await viewer.get("/api/sessions/s1")).json).toMatchObject({
      charger: "Left",
      serialNumber: "V-1",
      place: "Garage",
      alias: "Zoë",
      access: "private",
      payment: "paid",
      cost: { amount: 2.5, currency: "EUR", isFinal: true },
    });
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

  it("are told with the curve that was kept, also when their messages are long gone, and with the limits", async () => {
    const { bench, viewer } = await benchWith(1);
    bench.store.history.keepCurve(transactionId("s0"), {
      step: 1000,
      watts: [7000, null],
      wattHours: [1944, null],
      limits: [{ after: 60, owner: "cable", amperes: 16 }],
    });
    const { json } = await viewer.get("/api/sessions/s0");
    expect(json).toMatchObject({
      curve: [
        { at: "2026-01-15T12:16:40.000Z", powerW: 7000, importWh: 3144.25 },
        // Not after its end.
        { at: "2026-01-15T12:30:00.000Z", powerW: null, importWh: null },
      ],
      limits: [{ at: "2026-01-15T12:01:00.000Z", owner: "cable", amperes: 16 }],
    });
  });

  it("are told with the curve so far while they run", async () => {
    const { bench, viewer } = await benchWith(1);
    const running = { step: 5, watts: [1000], wattHours: [1], limits: [] };
    bench.curves = { ...bench.curves, running: (id) => (id === "s0" ? running : undefined) };
    expect((await viewer.get("/api/sessions/s0")).json).toHaveProperty("curve.0.powerW", 1000);
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

describe("everybody who charges here", () => {
  it("is listed with how often and how much, whoever charged last first, whether the tag is of this place or not", async () => {
    const { bench, operator, viewer } = await benchWith(0);
    const { store, place } = bench;
    keepSession(store, 0, "04AA");
    keepSession(store, 1, "04BB", labelsSample({ alias: "Guest Bob" }));
    keepSession(store, 2, "04aa");
    const tag = { owner: "", mayCharge: true, mayStop: false, isPaid: false, isEnabled: true };
    place.access.putTags([{ ...tag, token: idToken("04AA"), alias: "Ann" }]);
    expect((await operator.get("/api/tag-use")).json).toEqual({
      items: [
        {
          token: "04aa",
          alias: "Ann",
          isKnown: true,
          sessions: 2,
          energyWh: 10_500,
          lastStartedAt: "2026-01-15T14:00:00.000Z",
        },
        {
          token: "04BB",
          alias: "Guest Bob",
          isKnown: false,
          sessions: 1,
          energyWh: 5250,
          lastStartedAt: "2026-01-15T13:00:00.000Z",
        },
      ],
    });
    expect((await viewer.get("/api/tag-use")).status).toBe(403);
  });
});

describe("the power of the last minutes", () => {
  it("is told for an outlet that is there", async () => {
    const { bench, viewer } = await benchWith(0);
    const points = [{ at: bench.clock.now(), powerW: 7400 }];
    bench.curves = { ...bench.curves, recent: (evse) => (evse === 1 ? points : undefined) };
    const { json } = await viewer.get("/api/evses/1/power");
    expect(json).toEqual({ points: [{ at: "2026-01-15T12:00:00.000Z", powerW: 7400 }] });
    expect((await viewer.get("/api/evses/2/power")).status).toBe(404);
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
