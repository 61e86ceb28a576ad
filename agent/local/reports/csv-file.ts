import { Readable } from "node:stream";
import type { Language } from "#agent/domain/site/site-settings";
import { type Cell, durationText, type ReportTable, wallText, wholeTitle } from "#agent/local/reports/report-table";

/** Where the decimal sign is a comma, spreadsheets expect semicolons between the fields. */
const commaLanguages: ReadonlySet<Language> = new Set<Language>(["fr", "de", "nl"]);
/** Tells Excel that it is UTF-8. */
const BOM = "\uFEFF";

/** The report as CSV (RFC 4180). Without the letterhead, which programs that read tables would stumble over. */
export function csvFile(table: ReportTable): Readable {
  return Readable.from(csvText(table), { objectMode: false });
}

async function* csvText(table: ReportTable): AsyncGenerator<string> {
  const separator = commaLanguages.has(table.language) ? ";" : ",";
  yield `${BOM}${table.columns.map((column) => quoted(wholeTitle(column), separator)).join(separator)}\r\n`;
  for await (const batch of table.batches)
    yield batch.map((row) => `${row.map((cell, i) => field(table, cell, i, separator)).join(separator)}\r\n`).join("");
}

function field(table: ReportTable, cell: Cell, column: number, separator: string): string {
  switch (cell.kind) {
    case "nothing":
      return "";
    case "text":
      return quoted(harmless(cell.text), separator);
    case "instant":
      return wallText(table.zone, cell.at);
    case "duration":
      return durationText(cell.lasts);
    case "number": {
      const digits = cell.value.toFixed(table.columns[column]?.digits ?? 0);
      return separator === ";" ? digits.replace(".", ",") : digits;
    }
  }
}

/** A spreadsheet takes such a text for a formula and runs it; with the apostrophe before it, it stays what it is. */
function harmless(text: string): string {
  return /^\s*[=+\-@]|^[\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(text: string, separator: string): string {
  const isPlain = !text.includes(separator) && !/["\r\n]/.test(text) && text.trim() === text;
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
