import { Readable } from "node:stream";
import { type Cell, type Column, durationText, type ReportTable, wallText } from "#agent/local/reports/report-table";
import type { PdfPaper } from "#agent/local/reports/pdf-library";
import { reportLocales, reportWords } from "#agent/local/reports/words";

/** A4 on its side, in points. */
const MARGIN = 36;
const WIDTH = 842 - 2 * MARGIN;
const BOTTOM = 595 - MARGIN - 14;
const ROW = 11;
const SIZE = 7.5;
const SMALL = 6.5;
const GAP = 6;

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
  readonly #sums = new Map<number, number>();
  #rows = 0;
  #page = 0;
  #y = 0;

  constructor(paper: PdfPaper, table: ReportTable) {
    this.#paper = paper;
    this.#table = table;
    this.#columns = placed(table.columns);
    this.#formats = table.columns.map(({ digits }) => numberFormat(table, digits));
  }

  begin(): void {
    const { title, lines } = this.#table.letterhead;
    this.#newPage();
    this.#write(title, 16, true);
    this.#y += 22;
    for (const line of lines) {
      this.#write(line, 9, false);
      this.#y += 12;
    }
    this.#y += 8;
    this.#header();
  }

  row(cells: readonly Cell[]): void {
    const below = this.#below(cells);
    if (this.#y + ROW * (below === "" ? 1 : 2) > BOTTOM) {
      this.#newPage();
      this.#header();
    }
    for (const { column, index, x, width } of this.#columns) {
      const cell = cells[index] ?? { kind: "nothing" };
      const look = { x, y: this.#y, size: SIZE, width };
      if (cell.kind !== "nothing") this.#paper.text(this.#text(cell, index), { ...look, ...aligned(column) });
    }
    this.#y += ROW;
    if (below !== "") this.#small(below);
    this.#rows += 1;
    for (const [index, cell] of cells.entries())
      if (cell.kind === "number") this.#sums.set(index, (this.#sums.get(index) ?? 0) + cell.value);
  }

  end(): void {
    if (this.#y + 2 * ROW > BOTTOM) this.#newPage();
    this.#paper.line(MARGIN, this.#y + 2, WIDTH);
    this.#y += 6;
    const summed = this.#table.columns.findIndex(({ isSummed }) => isSummed === true);
    const words = reportWords[this.#table.language];
    const total = this.#formats[summed]?.format(this.#sums.get(summed) ?? 0) ?? "";
    this.#write(words.total(numberFormat(this.#table, 0).format(this.#rows), total), 9, true);
    this.#paper.end();
  }

  take(): Buffer {
    return this.#paper.take();
  }

  #newPage(): void {
    this.#page += 1;
    this.#paper.addPage();
    const words = reportWords[this.#table.language];
    const place = { x: MARGIN, y: BOTTOM + 6, size: SMALL, width: WIDTH, align: "right", isQuiet: true } as const;
    this.#paper.text(words.page(String(this.#page)), place);
    this.#y = MARGIN;
  }

  #header(): void {
    for (const { column, x, width } of this.#columns) {
      this.#paper.text(column.title, { x, y: this.#y, size: SMALL, width, isBold: true, ...aligned(column) });
    }
    this.#y += ROW;
    this.#paper.line(MARGIN, this.#y - 2, WIDTH);
  }

  #below(cells: readonly Cell[]): string {
    const { columns } = this.#table;
    const texts = cells.map((cell, i) =>
      cell.kind === "nothing" || columns[i]?.onPaper !== "below" ? "" : `${columns[i].title}: ${this.#text(cell, i)}`,
    );
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
    switch (cell.kind) {
      case "nothing":
        return "";
      case "text":
        return cell.text;
      case "number":
        return this.#formats[index]?.format(cell.value) ?? String(cell.value);
      case "instant":
        return wallText(this.#table.zone, cell.at);
      case "duration":
        return durationText(cell.lasts);
    }
  }
}

/** Points below points. */
function aligned({ digits }: Column): { readonly align?: "right" } {
  return digits > 0 ? { align: "right" } : {};
}

function numberFormat({ language }: ReportTable, digits: number): Intl.NumberFormat {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(reportLocales[language], options);
}

/** The columns side by side, each as wide as its share. */
function placed(columns: readonly Column[]): readonly Placed[] {
  const shown = columns.flatMap((column, index) => (column.onPaper === "column" ? [{ column, index }] : []));
  const sum = shown.reduce((total, { column }) => total + column.width, 0);
  const unit = (WIDTH - GAP * (shown.length - 1)) / sum;
  const result: Placed[] = [];
  let x = MARGIN;
  for (const { column, index } of shown) {
    const width = column.width * unit;
    result.push({ column, index, x, width });
    x += width + GAP;
  }
  return result;
}
