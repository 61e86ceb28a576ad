import { describe, expect, it } from "vitest";
import { minutes } from "#hal/core/units";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { keepSession } from "#test/support/report-samples";
import { SiteBench } from "#test/support/site-bench";

async function benchWithSession() {
  const bench = await SiteBench.open();
  keepSession(bench.store, 1);
  keepSession(bench.store, 2);
  return { bench, operator: await bench.visitorAs("operator") };
}

const path = "/api/sessions/s2/logbook";

describe("the logbook of a session", () => {
  it("is entered and corrected by an operator, with a trace of who and when", async () => {
    const { bench, operator } = await benchWithSession();
    expect(await operator.get(path)).toMatchObject({ status: 200, json: { changes: [] } });
    expect(await operator.send("PUT", path, { odometer: 1200, plate: "ab-1" })).toMatchObject({ status: 200 });
    await bench.clock.advance(minutes(1));
    expect(await operator.send("PUT", path, { odometer: 1250 })).toMatchObject({ status: 200 });

    expect(await operator.get(path)).toMatchObject({
      json: {
        changes: [
          {
            at: "2026-01-15T12:00:00.000Z",
            source: "page",
            by: "operator1",
            odometer: 1200,
            plate: "AB-1",
            confirmed: null,
          },
          { at: "2026-01-15T12:01:00.000Z", odometer: 1250, plate: "AB-1" },
        ],
      },
    });
    expect(await operator.get("/api/sessions/s2")).toMatchObject({
      json: { odometer: 1250, plate: "AB-1", logbook: "complete" },
    });
    const { text } = await operator.get("/api/sessions/export.csv");
    expect(text).toContain(",1250,AB-1,");
  });

  it("takes what is improbable only when it is confirmed, and keeps that it was", async () => {
    const { operator } = await benchWithSession();
    await operator.send("PUT", "/api/sessions/s1/logbook", { odometer: 1000, plate: "AB-1" });
    expect(await operator.send("PUT", path, { odometer: 999, plate: "AB 1" })).toMatchObject({
      status: 422,
      json: { error: "belowLast" },
    });
    expect(await operator.send("PUT", path, { odometer: 999, plate: "AB 1", confirmed: true })).toMatchObject({
      status: 200,
    });
    expect(await operator.get(path)).toMatchObject({ json: { changes: [{ confirmed: "belowLast" }] } });
    expect(await operator.send("PUT", path, { odometer: 99_999 })).toMatchObject({ json: { error: "tooFar" } });
  });

  it("says what is wrong, and knows no session that there is not", async () => {
    const { operator } = await benchWithSession();
    expect(await operator.send("PUT", path, { odometer: 1 })).toMatchObject({
      status: 422,
      json: { error: "plateMissing" },
    });
    expect(await operator.send("PUT", path, { plate: "?" })).toMatchObject({
      status: 422,
      json: { error: "plateInvalid" },
    });
    expect(await operator.send("PUT", path, { odometer: 1.5, plate: "A1" })).toMatchObject({
      json: { error: "odometerInvalid" },
    });
    expect(await operator.send("PUT", path, { odometer: "1", plate: "A1" })).toMatchObject({ status: 400 });
    expect(await operator.send("PUT", "/api/sessions/other/logbook", { odometer: 1, plate: "A1" })).toMatchObject({
      status: 404,
    });
    expect(await operator.get("/api/sessions/other/logbook")).toMatchObject({ status: 404 });
  });

  it("is marked where it was asked for and is missing, on the page and in the exports", async () => {
    const { bench, operator } = await benchWithSession();
    bench.store.logbook.expect({ transactionId: transactionId("s2"), isNeeded: true, asksOdometer: true });
    expect(await operator.get("/api/sessions/s2")).toMatchObject({ json: { plate: null, logbook: "missing" } });
    expect((await operator.get("/api/sessions/s1")).text).toContain('"logbook":null');
    expect((await operator.get("/api/sessions/export.csv?language=de")).text).toContain(";nicht eingetragen;");
    expect((await operator.get("/api/sessions/export.pdf?language=fr")).status).toBe(200);
  });
});

describe("the logbook for drivers", () => {
  it("tells nothing where no charge waits, and makes the address wait after wrong tries", async () => {
    const { bench } = await benchWithSession();
    const driver = bench.visitor();
    const body = { code: "E6F7", odometer: 1, plate: "A1" };
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await driver.send("POST", "/api/logbook", body)).toMatchObject({ status: 403, json: { error: "wrong" } });
    expect(await driver.send("POST", "/api/logbook", body)).toMatchObject({ status: 429 });
    await bench.clock.advance(minutes(1));
    expect(await driver.send("POST", "/api/logbook", body)).toMatchObject({ status: 403 });
  });
});

describe("what the logbook knows of a tag", () => {
  it("is set with the tag, also from a spreadsheet", async () => {
    const { bench, operator } = await benchWithSession();
    const body = { alias: "Ann", logbook: "always", plate: "ab-123-cd", asksOdometer: false };
    expect(await operator.send("PUT", "/api/tags/A1", body)).toMatchObject({ status: 200 });
    expect(await operator.get("/api/tags")).toMatchObject({ json: { tags: [{ ...body, plate: "AB-123-CD" }] } });
    expect(await operator.send("PUT", "/api/tags/A1", { ...body, plate: "?" })).toMatchObject({ status: 400 });

    const csv = "token,alias,logbook,plate,asksOdometer\r\nB2,Bob,never,XY 9,false\r\nC3,Cid,,,\r\n";
    await operator.send("POST", "/api/tag-file", { csv });
    const tags = bench.place.access.tags().map(({ tag }) => tag.logbook);
    expect(tags).toEqual([
      { duty: "always", plate: "AB-123-CD", asksOdometer: false },
      { duty: "never", plate: "XY 9", asksOdometer: false },
      undefined,
    ]);
  });
});
