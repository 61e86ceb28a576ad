import { Readable } from "node:stream";
import type { Cell, Column, ReportTable } from "#agent/local/reports/report-table";
import { packageParts, styleOf, workbookParts } from "#agent/local/reports/xlsx-parts";
import { zipped } from "#agent/local/reports/zip-stream";

const DAY = 86_400_000;
/** Days from the epoch of spreadsheets to that of computers. */
const EPOCH = 25_569;
/** The longest text that a cell can hold. */
const LONGEST = 32_767;

/** The report as a workbook (ECMA-376): numbers are numbers, times are times, texts can be no formulas. */
export function xlsxFile(table: ReportTable): Readable {
  const title = table.letterhead.title;
  return Readable.from(
    zipped([...packageParts, ...workbookParts(title), { name: "xl/worksheets/sheet1.xml", content: sheetText(table) }]),
    { objectMode: false },
  );
}

async function* sheetText(table: ReportTable): AsyncGenerator<string> {
  const { columns, letterhead } = table;
  const head = [letterhead.title, ...letterhead.lines];
  const header = head.length + 2;
  yield sheetBegin(columns, header);
  yield head.map((text, i) => rowText(i + 1, [textXml(place(0, i + 1), text, i === 0 ? "title" : "plain")])).join("");
  yield rowText(
    header,
    columns.map(({ title }, i) => textXml(place(i, header), title, "header")),
  );
  let row = header;
  for await (const batch of table.batches) {
    const first = row + 1;
    row += batch.length;
    yield batch.map((cells, i) => dataRow(table, cells, first + i)).join("");
  }
  const corner = place(columns.length - 1, row);
  yield `</sheetData><autoFilter ref="A${String(header)}:${corner}"/></worksheet>`;
}

/** The header row stays in view. */
function sheetBegin(columns: readonly Column[], header: number): string {
  const below = String(header + 1);
  const widths = columns.map(
    ({ width }, i) =>
      `<col min="${String(i + 1)}" max="${String(i + 1)}" width="${String(width + 2)}" customWidth="1"/>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">' +
    `<pane ySplit="${String(header)}" topLeftCell="A${below}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${widths.join("")}</cols><sheetData>`
  );
}

function dataRow(table: ReportTable, cells: readonly Cell[], row: number): string {
  return rowText(
    row,
    cells.map((cell, i) => cellXml(table, cell, place(i, row), table.columns[i]?.digits ?? 0)),
  );
}

function rowText(row: number, cells: readonly string[]): string {
  return `<row r="${String(row)}">${cells.join("")}</row>`;
}

function cellXml(table: ReportTable, cell: Cell, at: string, digits: number): string {
  switch (cell.kind) {
    case "nothing":
      return "";
    case "text":
      return textXml(at, cell.text, "plain");
    case "number":
      return valueXml(at, cell.value, styleOf(digits === 0 ? "whole" : digits === 2 ? "cents" : "thousandths"));
    case "instant":
      return valueXml(at, table.zone.local(Math.round(cell.at / 1000) * 1000) / DAY + EPOCH, styleOf("instant"));
    case "duration":
      return valueXml(at, Math.max(0, cell.lasts) / DAY, styleOf("duration"));
  }
}

function valueXml(at: string, value: number, style: number): string {
  return `<c r="${at}" s="${String(style)}"><v>${String(Number(value.toPrecision(15)))}</v></c>`;
}

function textXml(at: string, text: string, style: "plain" | "title" | "header"): string {
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
