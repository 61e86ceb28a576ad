/** `export-child.mjs FORM ROWS`: exports so many sessions to nowhere, and says on stdout what it took. Runs on what the build made. */
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { silentLog } from "#hal/core/log";
import { SystemClock } from "#hal/host/system-clock";
import { csvFile } from "#agent/local/reports/csv-file";
import { pdfFile } from "#agent/local/reports/pdf-file";
import { sessionReport } from "#agent/local/reports/session-report";
import { xlsxFile } from "#agent/local/reports/xlsx-file";
import { SiteZone } from "#agent/domain/site/site-zone";
import { openStationStore } from "#agent/store/station-store";

const [form, rows] = [process.argv[2], Number(process.argv[3])];
const begin = Date.UTC(2025, 0, 1);
const store = openStationStore({ path: ":memory:", clock: new SystemClock(), log: silentLog });

function keep(number) {
  const startedAt = begin + number * 1_500_000;
  const ended = { at: startedAt + 1_200_000, meterStop: number * 8000 + 7654, cause: "local" };
  const token = `04A1B2C3D4${String(number % 40).padStart(4, "0")}`;
  const record = { transactionId: `year-${number}`, evse: 1, token, startedAt, meterStart: number * 8000 };
  const lastReading = { energy: ended.meterStop, at: ended.at };
  store.sessions.commit({ session: { ...record, nextSeqNo: 2, lastReading, ended }, facts: [] });
}

for (let number = 0; number < rows; number++) keep(number);

const details = {
  alias: "Pool car, 2nd floor",
  access: "private",
  payment: "paid",
  odometer: 45_678,
  plate: "AB-123-CD",
};
let peak = 0;
const table = sessionReport({
  history: store.history,
  details: () => ({ ...details, cost: { amount: 2.68, currency: "EUR" } }),
  filter: {},
  days: {},
  site: { charger: "Left", serialNumber: "V-1", place: "Garage", address: "1 Main Street", co2PerKwh: 0.4 },
  language: "fr",
  zone: new SiteZone("Europe/Paris"),
  tokenText: (token) => token,
  now: begin,
  breathe: () => {
    peak = Math.max(peak, process.memoryUsage.rss());
    return new Promise((resume) => setImmediate(resume));
  },
});

let bytes = 0;
const nowhere = new Writable({
  write(chunk, _encoding, done) {
    bytes += chunk.length;
    done();
  },
});
const write = { csv: csvFile, xlsx: xlsxFile, pdf: (each) => pdfFile(each, new Date(begin)) }[form];
globalThis.gc?.();
const before = process.memoryUsage.rss();
const started = performance.now();
await pipeline(write(table), nowhere);
const milliseconds = performance.now() - started;
const growth = Math.max(peak, process.memoryUsage.rss()) - before;
process.stdout.write(JSON.stringify({ milliseconds, bytes, growth }));
