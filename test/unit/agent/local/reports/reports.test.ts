import { inflateSync } from "node:zlib";
import { buffer, text } from "node:stream/consumers";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { VirtualClock } from "#hal/core/virtual-clock";
import { languages } from "#agent/domain/site/site-settings";
import { csvFile } from "#agent/local/reports/csv-file";
import { pdfFile } from "#agent/local/reports/pdf-file";
import type { ReportTable } from "#agent/local/reports/report-table";
import { xlsxFile } from "#agent/local/reports/xlsx-file";
import { type CellStyle, styleOf } from "#agent/local/reports/xlsx-parts";
import { openStationStore } from "#agent/store/station-store";
import { keepSession, reportOf } from "#test/support/report-samples";
import { storeEpoch } from "#test/support/station-store-samples";

function storeWith(sessions: number) {
  const store = openStationStore({ path: ":memory:", clock: new VirtualClock(storeEpoch), log: silentLog });
  onTestFinished(() => {
    store.close();
  });
  for (let number = 0; number < sessions; number++) keepSession(store, number);
  return store;
}

const details = {
  alias: "Zoë, “2nd” car",
  access: "private",
  payment: "paid",
  cost: { amount: 1.5, currency: "EUR", isFinal: true },
  odometer: 12_345,
  plate: "AB-123-CD",
} as const;

describe("a report as CSV", () => {
  it("has every column of the guides, in the time of the place, with a mark for Excel", async () => {
    const file = await buffer(csvFile(reportOf({ store: storeWith(1), details })));
    const lines = file.toString("utf8").split("\r\n");
    expect(lines).toEqual([
      "\uFEFFCharger,Serial number,Outlet,Start,End,Duration,Place,Access,Payment,Tag,Tag number,Energy (kWh),Cost,Currency,Odometer (km),Number plate,CO₂ avoided (kg)",
      'Left,V-1,1,2026-01-15 13:00:00,2026-01-15 13:30:00,0:30:00,Garage,private,paid,"Zoë, “2nd” car",04A2B3C4D5E6F7,5.250,1.50,EUR,12345,AB-123-CD,2.10',
      "",
    ]);
  });

  it("writes numbers and separators as French, German and Dutch spreadsheets expect them", async () => {
    for (const language of ["fr", "de", "nl"] as const) {
      const [, line] = (await text(csvFile(reportOf({ store: storeWith(1), language, details })))).split("\r\n");
      expect(line).toContain(";5,250;1,50;EUR;");
      expect(line).toContain(";Zoë, “2nd” car;");
    }
  });

  it("leaves empty what nobody knows", async () => {
    const [, line] = (await text(csvFile(reportOf({ store: storeWith(1) })))).split("\r\n");
    expect(line).toBe(
      "Left,V-1,1,2026-01-15 13:00:00,2026-01-15 13:30:00,0:30:00,Garage,,,,04A2B3C4D5E6F7,5.250,,,,,2.10",
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1"])("lets %j not become a formula", async (alias) => {
    const file = await text(csvFile(reportOf({ store: storeWith(1), details: { alias } })));
    expect(file.replaceAll('"', "")).toContain(`,'${alias},`);
  });

  it("quotes quotation marks, line ends and separators", async () => {
    const file = await text(csvFile(reportOf({ store: storeWith(1), details: { alias: 'a "b"\r\nc, d' } })));
    expect(file).toContain(',"a ""b""\r\nc, d",');
  });

  it("tells all sessions once, in their order, over any number of batches", async () => {
    const lines = (await text(csvFile(reportOf({ store: storeWith(601) })))).trimEnd().split("\r\n").slice(1);
    const starts = lines.map((line) => line.split(",")[3]);
    expect(starts).toHaveLength(601);
    expect([...starts].sort()).toEqual(starts);
    expect(new Set(starts).size).toBe(601);
  });
});

const style = (name: CellStyle) => String(styleOf(name));

async function sheetOf(table: ReportTable) {
  const files = unzipSync(await buffer(xlsxFile(table)));
  const names = Object.keys(files);
  return { names, sheet: strFromU8(files["xl/worksheets/sheet1.xml"] ?? new Uint8Array()) };
}

describe("a report as XLSX", () => {
  it("is an archive with all parts of a workbook and their checksums", async () => {
    const { names } = await sheetOf(reportOf({ store: storeWith(3) }));
    expect(names).toEqual([
      "[Content_Types].xml",
      "_rels/.rels",
      "xl/_rels/workbook.xml.rels",
      "xl/workbook.xml",
      "xl/styles.xml",
      "xl/worksheets/sheet1.xml",
    ]);
  });

  it("has the letterhead, and times, lengths and numbers as what they are", async () => {
    const { sheet } = await sheetOf(reportOf({ store: storeWith(1), details }));
    const texts = [...sheet.matchAll(/preserve">([^<]*)</g)].map(([, found]) => found);
    expect(texts.slice(0, 5)).toEqual([
      "Charging sessions",
      "Left · V-1",
      "Garage, 1 rue de la Paix",
      "Period: 01/01/2026 to 31/12/2026",
      "Times: Europe/Paris · Made: 15/01/2026 13:00",
    ]);
    // 2026-01-15 13:00 on the wall.
    expect(sheet).toContain(`<c r="D8" s="${style("instant")}"><v>${String(46_037 + 13 / 24).slice(0, 12)}`);
    expect(sheet).toContain(`<c r="F8" s="${style("duration")}"><v>0.0208333333333333</v>`);
    expect(sheet).toContain(`<c r="L8" s="${style("thousandths")}"><v>5.25</v></c>`);
    expect(sheet).toContain(`<c r="O8" s="${style("whole")}"><v>12345</v></c>`);
    expect(sheet).toContain('<autoFilter ref="A7:Q8"/>');
  });

  it("adds up below what can be filtered: energy of all, costs of each currency apart", async () => {
    const costs = { EUR: 1.005, CHF: 2 };
    const details = (currency: keyof typeof costs) => ({ cost: { amount: costs[currency], currency, isFinal: true } });
    const table = reportOf({
      store: storeWith(4),
      details: ({ startedAt }) => details(startedAt === storeEpoch ? "CHF" : "EUR"),
    });
    const { sheet } = await sheetOf(table);
    const sum = style("centsSum");
    expect(sheet).toContain('<autoFilter ref="A7:Q11"/>');
    expect(sheet).toMatch(/<c r="A12"[^>]*><is><t xml:space="preserve">Total: 4 sessions</);
    expect(sheet).toContain(
      `<c r="L12" s="${style("thousandthsSum")}"><v>21</v></c><c r="M12" s="${sum}"><v>2</v></c>`,
    );
    expect(sheet).toMatch(/<c r="N12"[^>]*><is><t xml:space="preserve">CHF</);
    // The sum of what is shown: three times 1.00.
    expect(sheet).toContain(`<c r="M13" s="${sum}"><v>3</v></c>`);
    expect(sheet).toMatch(/<c r="N13"[^>]*><is><t xml:space="preserve">EUR</);
  });

  it("prints on pages as wide as the sheet, each with the header and its number, with days as the language writes them", async () => {
    const files = unzipSync(await buffer(xlsxFile(reportOf({ store: storeWith(1), language: "de" }))));
    const part = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    expect(part("xl/workbook.xml")).toContain("'Ladevorgänge'!$7:$7");
    expect(part("xl/styles.xml")).toContain('formatCode="dd\\.mm\\.yyyy\\ hh:mm"');
    expect(part("xl/worksheets/sheet1.xml")).toMatch(
      /orientation="landscape" fitToWidth="1" fitToHeight="0".*&amp;P \/ &amp;N/,
    );
  });

  it("holds texts that look like formulas or markup as texts, and drops what XML cannot hold", async () => {
    const alias = '=HYPERLINK("x")<&>\u0000\uD800';
    const { sheet } = await sheetOf(reportOf({ store: storeWith(1), details: { alias } }));
    expect(sheet).toContain('t="inlineStr"><is><t xml:space="preserve">=HYPERLINK(&quot;x&quot;)&lt;&amp;&gt;</t>');
    expect(sheet).not.toContain("<f>");
  });

  it("is the same file for the same sessions", async () => {
    const store = storeWith(2);
    const [one, other] = [await buffer(xlsxFile(reportOf({ store }))), await buffer(xlsxFile(reportOf({ store })))];
    expect(one.equals(other)).toBe(true);
  });
});

/** What is drawn on the pages, and at last how many pages there are. */
function drawnOn(file: Buffer): readonly string[] {
  const streams = [...file.toString("latin1").matchAll(/stream\n([\s\S]*?)\nendstream/g)];
  return streams.flatMap(([, body = ""]) => {
    const content = inflateSync(Buffer.from(body, "latin1")).toString("latin1");
    return [...content.matchAll(/\(((?:\\.|[^\\)])*)\) Tj/g)].map(([, text = ""]) => text);
  });
}

describe("a report as PDF", () => {
  const pagesOf = (file: Buffer) => file.toString("latin1").match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
  const paperOf = (table: ReportTable) => buffer(pdfFile(table, new Date(storeEpoch)));

  it("begins a new page when one is full, and ends", async () => {
    const file = await buffer(pdfFile(reportOf({ store: storeWith(120) }), new Date(storeEpoch)));
    expect(file.subarray(0, 5).toString()).toBe("%PDF-");
    expect(file.subarray(-6).toString().trim()).toBe("%%EOF");
    expect(pagesOf(file)).toBe(4);
    const drawn = drawnOn(file);
    expect(drawn.filter((text) => text === "Start")).toHaveLength(4);
    expect(drawn).toContain("Page 4 / ");
    expect(drawn).toContain("4");
    expect(drawn).toContain("Total: 120 sessions");
    expect(drawn).toContain("630.000");
  });

  it("says below a row what is not as the letterhead says, and cuts long names with a mark, but never a number", async () => {
    const alias = "A driver with a name that is far too long for its place";
    const cost = { amount: 123_456_789_012.5, currency: "EUR", isFinal: true };
    const drawn = drawnOn(
      await paperOf(
        reportOf({
          store: storeWith(1),
          details: { charger: "Right", place: "Garage", alias, odometer: 12_345, cost },
        }),
      ),
    );
    expect(drawn).toContain("Charger: Right  \u00B7  Odometer: 12,345 km");
    expect(drawn.find((text) => text.startsWith("A driver"))).toMatch(/^A driver with a name .*\u0085$/);
    expect(drawn).toContain("123,456,789,012.50");
  });

  it("breaks long titles of columns between words, and puts units below the others", async () => {
    const drawn = drawnOn(await paperOf(reportOf({ store: storeWith(1), language: "fr" })));
    const at = drawn.indexOf("Point de");
    expect(drawn.slice(at, at + 2)).toEqual(["Point de", "charge"]);
    expect(drawn[drawn.indexOf("\u00C9nergie") + 1]).toBe("kWh");
  });

  it("has the letters of Windows-1252, and the nearest to others", async () => {
    const drawn = drawnOn(await paperOf(reportOf({ store: storeWith(1), details: { alias: "Œœ ß é Š Ł ő €" } })));
    expect(drawn).toContain("\u008C\u009C \u00DF \u00E9 \u008A L o \u0080");
  });

  it("is written in every language, with letters that its fonts do not have", async () => {
    for (const language of languages) {
      const table = reportOf({
        store: storeWith(1),
        language,
        details: { ...details, alias: "Łódź 東京" },
        place: "Žižkov",
      });
      expect(pagesOf(await buffer(pdfFile(table, new Date(storeEpoch))))).toBe(1);
    }
  });
});

describe("a report that cannot be read to its end", () => {
  it("breaks off instead of looking whole", async () => {
    const table = reportOf({ store: storeWith(1) });
    async function* broken(): ReportTable["batches"] & AsyncGenerator<never> {
      yield* [];
      await Promise.reject(new Error("disk"));
    }
    const bad = { ...table, batches: broken() };
    await expect(buffer(csvFile(bad))).rejects.toThrow("disk");
    await expect(buffer(xlsxFile({ ...table, batches: broken() }))).rejects.toThrow("disk");
    await expect(buffer(pdfFile({ ...table, batches: broken() }, new Date(0)))).rejects.toThrow("disk");
  });
});
