import { Readable } from "node:stream";
import { type Cell, type Column, durationText, minuteText, type ReportTable } from "#agent/local/reports/report-table";
import { ReportTotals } from "#agent/local/reports/report-totals";
import type { PdfPaper } from "#agent/local/reports/pdf-library";
import { reportLocales, reportWords } from "#agent/local/reports/words";

/** A4 on its side, in points. */
const MARGIN = 36;
const WIDTH = 842 - 2 * MARGIN;
const BOTTOM = 595 - MARGIN - 14;
const ROW = 12;
const SIZE = 7.5;
const SMALL = 6.5;
const GAP = 8;
/** What a number of pages takes at the right margin. */
const COUNT_WIDTH = 16;

/** The report on paper: letterhead, table, total. What writes PDF is loaded when somebody wants one. */
export function pdfFile(table: ReportTable, at: Date): Readable {
  return Readable.from(pages(table, at), { objectMode: false });
}

async function* pages(table: ReportTable, at: Date): AsyncGenerator<Buffer> {
  const { PdfPaper } = await import("#agent/local/reports/pdf-library");
  const press = new Press(new PdfPaper(table.letterhead.title, at), table);
  press.begin();
  for await (const batch of table.batches) {
    for (const row of batch) press.row(row);
    const ready = press.take();
    if (ready.length > 0) yield ready;
  }
  press.end();
  // Empty chunks would end the stream before its time.
  for (let rest = press.take(); rest.length > 0; rest = press.take()) yield rest;
}

interface Placed {
  readonly column: Column;
  readonly index: number;
  readonly x: number;
  readonly width: number;
}

class Press {
  readonly #paper: PdfPaper;
  readonly #table: ReportTable;
  readonly #columns: readonly Placed[];
  readonly #formats: readonly Intl.NumberFormat[];
  readonly #totals: ReportTotals;
  #y = 0;

  constructor(paper: PdfPaper, table: ReportTable) {
    this.#paper = paper;
    this.#table = table;
    this.#columns = placed(table.columns);
    this.#formats = table.columns.map(({ digits }) => numberFormat(table, digits));
    this.#totals = new ReportTotals(table.columns);
  }

  begin(): void {
    const { title, lines } = this.#table.letterhead;
    this.#newPage();
    this.#write(title, 16, true);
    this.#y += 24;
    for (const line of lines) {
      this.#write(line, 9, false);
      this.#y += 12;
    }
    this.#y += 10;
    this.#header();
  }

  row(cells: readonly Cell[]): void {
    const below = this.#below(cells);
    const height = ROW * (below === "" ? 1 : 2);
    if (this.#y + height > BOTTOM) {
      this.#newPage();
      this.#header();
    }
    // Every other one, so that eyes stay in their row.
    if (this.#totals.rows % 2 === 1) this.#paper.shade(MARGIN - 3, this.#y - 2, WIDTH + 6, height);
    this.#cells(cells, false);
    if (below !== "") this.#small(below);
    this.#totals.add(cells);
  }

  end(): void {
    const lines = this.#totals.lines(this.#table.columns);
    if (this.#y + (lines.length + 1) * ROW > BOTTOM) {
      this.#newPage();
      this.#header();
    }
    this.#paper.line(MARGIN, this.#y, WIDTH);
    this.#y += 4;
    const words = reportWords[this.#table.language];
    this.#paper.text(words.total(numberFormat(this.#table, 0).format(this.#totals.rows)), {
      ...{ x: MARGIN, y: this.#y, size: SIZE, width: WIDTH / 3, isBold: true },
    });
    for (const line of lines) this.#cells(line, true);
    this.#paper.end();
  }

  take(): Buffer {
    return this.#paper.take();
  }

  #newPage(): void {
    this.#paper.addPage();
    const { page } = reportWords[this.#table.language];
    this.#paper.pageNumber(page, { x: MARGIN + WIDTH - COUNT_WIDTH, y: BOTTOM + 8, size: SMALL });
    this.#y = MARGIN;
  }

  /** In two lines: what is too long for one is broken between words, and units stand below. */
  #header(): void {
    for (const { column, x, width } of this.#columns) {
      const look = { x, size: SMALL, width, isBold: true, ...aligned(column) };
      const [first, second] = this.#paper.broken(column.title, look);
      this.#paper.text(first, { ...look, y: this.#y });
      const below = second === "" ? (column.unit ?? "") : second;
      if (below !== "") this.#paper.text(below, { ...look, y: this.#y + SMALL + 2 });
    }
    this.#y += 2 * SMALL + 6;
    this.#paper.line(MARGIN, this.#y, WIDTH);
    this.#y += 4;
  }

  #cells(cells: readonly Cell[], isBold: boolean): void {
    for (const { column, index, x, width } of this.#columns) {
      const cell = cells[index] ?? { kind: "nothing" };
      const look = { x, y: this.#y, size: SIZE, width, isBold, ...aligned(column) };
      if (cell.kind !== "nothing") this.#paper.text(this.#text(cell, index), look);
    }
    this.#y += ROW;
  }

  #below(cells: readonly Cell[]): string {
    const { columns } = this.#table;
    const texts = cells.map((cell, i) => {
      const column = columns[i];
      if (column === undefined || cell.kind === "nothing" || typeof column.onPaper === "number") return "";
      const text = this.#text(cell, i);
      const isKnown = column.onPaper !== "below" && column.onPaper.letterhead === text;
      return isKnown ? "" : `${column.title}: ${text}${column.unit === undefined ? "" : ` ${column.unit}`}`;
    });
    return texts.filter((text) => text !== "").join("  ·  ");
  }

  #small(text: string): void {
    this.#paper.text(text, { x: MARGIN + 12, y: this.#y - 1, size: SMALL, width: WIDTH - 12, isQuiet: true });
    this.#y += ROW;
  }

  #write(text: string, size: number, isBold: boolean): void {
    this.#paper.text(text, { x: MARGIN, y: this.#y, size, width: WIDTH, isBold });
  }

  #text(cell: Cell, index: number): string {
    const { language, zone } = this.#table;
    switch (cell.kind) {
      case "nothing":
        return "";
      case "text":
        return cell.text;
      case "number":
        return this.#formats[index]?.format(cell.value) ?? String(cell.value);
      case "instant":
        return minuteText(language, zone, cell.at);
      case "duration":
        return durationText(cell.lasts);
    }
  }
}

/** Points below points. */
function aligned({ kind }: Column): { readonly align?: "right" } {
  return kind === "number" || kind === "duration" ? { align: "right" } : {};
}

function numberFormat({ language }: ReportTable, digits: number): Intl.NumberFormat {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(reportLocales[language], options);
}

/** The columns side by side; what is left of the width is shared out among them. */
function placed(columns: readonly Column[]): readonly Placed[] {
  const shown = columns.flatMap((column, index) =>
    typeof column.onPaper === "number" ? [{ column, index, wanted: column.onPaper }] : [],
  );
  const sum = shown.reduce((total, { wanted }) => total + wanted, 0);
  const unit = (WIDTH - GAP * (shown.length - 1)) / sum;
  const result: Placed[] = [];
  let x = MARGIN;
  for (const { column, index, wanted } of shown) {
    const width = wanted * unit;
    result.push({ column, index, x, width });
    x += width + GAP;
  }
  return result;
}
