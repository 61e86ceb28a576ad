import { Readable } from "node:stream";
import { type Cell, type Column, dayForms, type ReportTable, wholeTitle } from "#agent/local/reports/report-table";
import { ReportTotals } from "#agent/local/reports/report-totals";
import { reportLocales, reportWords } from "#agent/local/reports/words";
import { type CellStyle, packageParts, styleOf, workbookParts } from "#agent/local/reports/xlsx-parts";
import { zipped } from "#agent/local/reports/zip-stream";

const DAY = 86_400_000;
/** Days from the epoch of spreadsheets to that of computers. */
const EPOCH = 25_569;
/** The longest text that a cell can hold. */
const LONGEST = 32_767;

/** The report as a workbook (ECMA-376): numbers are numbers, times are times, texts can be no formulas. */
export function xlsxFile(table: ReportTable): Readable {
  const { letterhead, language } = table;
  const plan = { title: letterhead.title, headerRow: headerOf(table), dayForm: dayForms[language] };
  const sheet = { name: "xl/worksheets/sheet1.xml", content: sheetText(table) };
  return Readable.from(zipped([...packageParts, ...workbookParts(plan), sheet]), { objectMode: false });
}

/** Below title and letterhead and an empty row. */
function headerOf({ letterhead }: ReportTable): number {
  return letterhead.lines.length + 3;
}

async function* sheetText(table: ReportTable): AsyncGenerator<string> {
  const { columns, letterhead } = table;
  const header = headerOf(table);
  yield sheetBegin(columns, header);
  yield [letterhead.title, ...letterhead.lines]
    .map((text, i) => rowText(i + 1, [textXml(place(0, i + 1), text, i === 0 ? "title" : "plain")]))
    .join("");
  yield rowText(
    header,
    columns.map((column, i) =>
      textXml(place(i, header), wholeTitle(column), isRight(column) ? "rightHeader" : "header"),
    ),
  );
  const totals = new ReportTotals(columns);
  let row = header;
  for await (const batch of table.batches) {
    const first = row + 1;
    row += batch.length;
    for (const cells of batch) totals.add(cells);
    yield batch.map((cells, i) => dataRow(table, cells, first + i)).join("");
  }
  yield totalRows(table, totals, row + 1);
  yield sheetEnd(`A${String(header)}:${place(columns.length - 1, Math.max(row, header + 1))}`);
}

/** The header row stays in view. On paper the sheet lies on its side and is as wide as a page. */
function sheetBegin(columns: readonly Column[], header: number): string {
  const below = String(header + 1);
  const widths = columns.map((column, i) => {
    const width = Math.max(column.width, wholeTitle(column).length) + 2;
    return `<col min="${String(i + 1)}" max="${String(i + 1)}" width="${String(width)}" customWidth="1"/>`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${String(header)}" topLeftCell="A${below}" activePane="bottomLeft" state="frozen"/>` +
    `</sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>`
  );
}

/** A4. */
function sheetEnd(rows: string): string {
  return (
    `</sheetData><autoFilter ref="${rows}"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>` +
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>' +
    "<headerFooter><oddFooter>&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
  );
}

/** Below the rows that can be filtered. */
function totalRows(table: ReportTable, totals: ReportTotals, first: number): string {
  const { columns, language } = table;
  const words = reportWords[language].total(totals.rows.toLocaleString(reportLocales[language]));
  const lines = totals.lines(columns).map((cells, line) => {
    const row = first + line;
    const xmls = cells.map((cell, i) => {
      const at = place(i, row);
      if (i === 0 && line === 0) return textXml(at, words, "plainSum");
      if (cell.kind === "number") return valueXml(at, cell.value, styleOf(`${numberStyle(columns[i])}Sum`));
      return textXml(at, cell.kind === "text" ? cell.text : "", "plainSum");
    });
    return rowText(row, xmls);
  });
  return lines.join("");
}

function isRight({ kind }: Column): boolean {
  return kind !== "text";
}

function numberStyle(column: Column | undefined): "whole" | "cents" | "thousandths" {
  const digits = column?.digits ?? 0;
  return digits === 0 ? "whole" : digits === 2 ? "cents" : "thousandths";
}

function dataRow(table: ReportTable, cells: readonly Cell[], row: number): string {
  return rowText(
    row,
    cells.map((cell, i) => cellXml(table, cell, place(i, row), table.columns[i])),
  );
}

function rowText(row: number, cells: readonly string[]): string {
  return `<row r="${String(row)}">${cells.join("")}</row>`;
}

function cellXml(table: ReportTable, cell: Cell, at: string, column: Column | undefined): string {
  switch (cell.kind) {
    case "nothing":
      return "";
    case "text":
      return textXml(at, cell.text, "plain");
    case "number":
      return valueXml(at, cell.value, styleOf(numberStyle(column)));
    case "instant":
      return valueXml(at, table.zone.local(Math.round(cell.at / 1000) * 1000) / DAY + EPOCH, styleOf("instant"));
    case "duration":
      return valueXml(at, Math.max(0, cell.lasts) / DAY, styleOf("duration"));
  }
}

function valueXml(at: string, value: number, style: number): string {
  return `<c r="${at}" s="${String(style)}"><v>${String(Number(value.toPrecision(15)))}</v></c>`;
}

function textXml(at: string, text: string, style: CellStyle): string {
  const shown = escaped(text.slice(0, LONGEST));
  return `<c r="${at}" s="${String(styleOf(style))}" t="inlineStr"><is><t xml:space="preserve">${shown}</t></is></c>`;
}

/** `A1`, `AB7`. */
function place(column: number, row: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  const before = column < 26 ? "" : String.fromCharCode(64 + Math.floor(column / 26));
  return `${before}${letter}${String(row)}`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Without what XML 1.0 cannot hold. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
