import { Buffer } from "node:buffer";
import PDFDocument from "pdfkit";

export interface PdfSection {
  readonly heading: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

export interface PdfSheet {
  readonly title: string;
  /** Under the title. */
  readonly subtitle?: string;
  /** Dark and light squares, drawn beside the title. */
  readonly squares?: readonly (readonly boolean[])[];
  readonly sections: readonly PdfSection[];
  /** Told in the document's properties; nothing else of the moment gets into it. */
  readonly madeAt: Date;
}

type Document = InstanceType<typeof PDFDocument>;

const MARGIN = 56;
const LABEL_WIDTH = 170;
const CODE_SIDE = 150;

/** One A4 document of headings and pairs of label and value. Large lists are streamed elsewhere. */
export function pdfOf(sheet: PdfSheet): Promise<Buffer> {
  const document = new PDFDocument({
    size: "A4",
    margin: MARGIN,
    info: { Title: sheet.title, CreationDate: sheet.madeAt, ModDate: sheet.madeAt },
  });
  const parts: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on("data", (part: Buffer) => parts.push(part));
    document.on("error", reject);
    document.on("end", () => {
      resolve(Buffer.concat(parts));
    });
    draw(document, sheet);
    document.end();
  });
}

function draw(document: Document, { title, subtitle, squares, sections }: PdfSheet): void {
  document.font("Helvetica-Bold").fontSize(20).text(printable(title));
  if (subtitle !== undefined) document.font("Helvetica").fontSize(11).text(printable(subtitle));
  if (squares !== undefined) drawSquares(document, squares);
  for (const { heading, rows } of sections) {
    document.moveDown(1.2).font("Helvetica-Bold").fontSize(13).text(printable(heading), MARGIN);
    document.moveDown(0.3);
    for (const row of rows) drawRow(document, row);
  }
}

function drawSquares(document: Document, squares: readonly (readonly boolean[])[]): void {
  const side = CODE_SIDE / Math.max(1, squares.length);
  document.moveDown(1);
  const top = document.y;
  squares.forEach((row, y) => {
    row.forEach((isDark, x) => {
      if (isDark) document.rect(MARGIN + x * side, top + y * side, side, side);
    });
  });
  document.fill("#000000");
  document.y = top + CODE_SIDE;
}

function drawRow(document: Document, [label, value]: readonly [string, string]): void {
  document.fontSize(10);
  const width = document.page.width - 2 * MARGIN - LABEL_WIDTH;
  const height = document.font("Helvetica").heightOfString(printable(value), { width });
  if (document.y + height > document.page.height - MARGIN) document.addPage();
  const top = document.y;
  document.fillColor("#555555").text(printable(label), MARGIN, top, { width: LABEL_WIDTH - 10 });
  const below = document.y;
  document.fillColor("#000000").text(printable(value), MARGIN + LABEL_WIDTH, top, { width });
  document.y = Math.max(below, document.y) + 3;
}

/** The fonts that every reader has know the letters of Western Europe; others are left out rather than drawn as something else. */
function printable(text: string): string {
  return text.replace(/[^\u0020-\u007e\u00a0-\u00ff\u20ac\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026]/g, "?");
}
