import { Buffer } from "node:buffer";
import PdfDocument from "pdfkit";

export interface PdfText {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** In points. What is wider is cut off, with a mark; what stands at the right goes on to the left, because a cut number is another number. */
  readonly width: number;
  readonly align?: "right";
  readonly isBold?: boolean;
  readonly isQuiet?: boolean;
}

interface Face {
  /** By which the pages of the library name it: in the order in which fonts are used first. */
  readonly id: "F1" | "F2";
  readonly name: "Helvetica" | "Helvetica-Bold";
  /** Of its letters, in thousandths of the size. */
  readonly widths: Map<string, number>;
}

/** From the top of a line down to where its letters stand, for both faces. */
const ASCENT = 0.718;

/**
 * A landscape of texts at places, for lists of any length. Pages go out as they are full. Only the fonts that every reader has are used.
 * The library lays out the document; texts go past its measuring of every pair of letters, which takes ten times as long as all the rest.
 */
export class PdfPaper {
  readonly #document: PDFKit.PDFDocument;
  readonly #usual: Face = { id: "F1", name: "Helvetica", widths: new Map() };
  readonly #bold: Face = { id: "F2", name: "Helvetica-Bold", widths: new Map() };
  /** Something small that is drawn on every page and known only at the end: how many pages there are. */
  #pageCount: PDFKit.PDFKitReference | undefined;
  #pages = 0;

  constructor(title: string, at: Date) {
    const info = { Title: title, CreationDate: at };
    this.#document = new PdfDocument({ size: "A4", layout: "landscape", margin: 0, autoFirstPage: false, info });
  }

  addPage(): void {
    this.#document.addPage();
    this.#pages += 1;
    // A page knows the fonts that the library has written with on it.
    for (const { name } of [this.#usual, this.#bold])
      this.#document.font(name, 1).text(" ", 0, 0, { lineBreak: false });
  }

  /** The number of all pages, whose letters begin at `x`; the text before it ends there. */
  pageNumber(before: string, { x, y, size }: Pick<PdfText, "x" | "y" | "size">): void {
    const { page } = this.#document;
    this.text(`${before} ${String(this.#pages)} / `, { x: 0, y, size, width: x, align: "right", isQuiet: true });
    this.#pageCount ??= this.#document.ref({
      Type: "XObject",
      Subtype: "Form",
      BBox: [0, -size, 10 * size, size],
      Resources: { Font: { [this.#usual.id]: fontIn(page.fonts, this.#usual.id) } },
    });
    const xobjects: unknown = page.xobjects;
    if (isRecord(xobjects)) Object.assign(xobjects, { Pages: this.#pageCount });
    const baseline = y + ASCENT * size;
    const scale = String(size);
    this.#document.addContent(`q ${scale} 0 0 -${scale} ${x.toFixed(2)} ${baseline.toFixed(2)} cm /Pages Do Q`);
  }

  /** Behind what is written afterwards. */
  shade(x: number, y: number, width: number, height: number): void {
    const box = [x, y, width, height].map((value) => value.toFixed(2)).join(" ");
    this.#document.addContent(`0.95 g ${box} re f`);
  }

  text(text: string, { x, y, size, width, align, isBold = false, isQuiet = false }: PdfText): void {
    const face = isBold ? this.#bold : this.#usual;
    const whole = encodable(text);
    const shown = align === "right" ? whole : this.#fitting(face, whole, width / size);
    const left = align === "right" ? x + width - this.#widthOf(face, shown) * size : x;
    const baseline = y + ASCENT * size;
    const place = `1 0 0 -1 ${left.toFixed(2)} ${baseline.toFixed(2)} Tm`;
    const grey = isQuiet ? "0.33 g" : "0 g";
    this.#document.addContent(`BT ${grey} /${face.id} ${String(size)} Tf ${place} (${literal(shown)}) Tj ET`);
  }

  /** As many of its words as fit into the width, and the others. */
  broken(
    text: string,
    { size, width, isBold = false }: Pick<PdfText, "size" | "width" | "isBold">,
  ): readonly [string, string] {
    const face = isBold ? this.#bold : this.#usual;
    const words = text.split(" ");
    let count = words.length;
    while (count > 1 && this.#widthOf(face, encodable(words.slice(0, count).join(" "))) * size > width) count -= 1;
    return [words.slice(0, count).join(" "), words.slice(count).join(" ")];
  }

  line(x: number, y: number, width: number): void {
    this.#document
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.5)
      .strokeColor("#888888")
      .stroke();
  }

  /** What is ready; call it now and then. */
  take(): Buffer {
    const chunks: Buffer[] = [];
    for (;;) {
      const chunk: unknown = this.#document.read();
      if (!(chunk instanceof Uint8Array)) return Buffer.concat(chunks);
      chunks.push(Buffer.from(chunk));
    }
  }

  end(): void {
    const pages = String(this.#pages);
    this.#pageCount?.end(`BT 0.33 g /${this.#usual.id} 1 Tf (${pages}) Tj ET`);
    this.#document.end();
  }

  #fitting(face: Face, text: string, width: number): string {
    if (this.#widthOf(face, text) <= width) return text;
    let shown = text;
    while (shown !== "" && this.#widthOf(face, `${shown}…`) > width) shown = shown.slice(0, -1);
    return `${shown.trimEnd()}…`;
  }

  /** At size 1. */
  #widthOf({ name, widths }: Face, text: string): number {
    let width = 0;
    for (const letter of text) {
      const known = widths.get(letter) ?? this.#document.font(name, 1000).widthOfString(letter);
      widths.set(letter, known);
      width += known;
    }
    return width / 1000;
  }
}

/** In points: the margin of a sheet, the column of its labels, a side of what is drawn of squares. */
const MARGIN = 56;
const LABEL_WIDTH = 170;
const CODE_SIDE = 150;

/** A short portrait sheet that is written from its top to its end, as a whole in memory. */
export class PdfSheetPaper {
  readonly #document: PDFKit.PDFDocument;

  /** `at` is told in the document's properties; nothing else of the moment gets into it. */
  constructor(title: string, at: Date) {
    const info = { Title: title, CreationDate: at, ModDate: at };
    this.#document = new PdfDocument({ size: "A4", margin: MARGIN, info });
  }

  line(text: string, size: number, weight: "usual" | "bold"): void {
    const font = weight === "bold" ? "Helvetica-Bold" : "Helvetica";
    this.#document.font(font).fontSize(size).text(encodable(text), MARGIN);
  }

  /** As high as so many lines of the text before it. */
  gap(lines: number): void {
    this.#document.moveDown(lines);
  }

  /** A label and what there is to it, never torn apart by the end of a page. */
  row(label: string, value: string): void {
    const document = this.#document;
    const { width, height } = document.page;
    const room = { width: width - 2 * MARGIN - LABEL_WIDTH };
    const needed = document.font("Helvetica").fontSize(10).heightOfString(encodable(value), room);
    if (document.y + needed > height - MARGIN) document.addPage();
    const top = document.y;
    document.fillColor("#555555").text(encodable(label), MARGIN, top, { width: LABEL_WIDTH - 10 });
    const below = document.y;
    document.fillColor("#000000").text(encodable(value), MARGIN + LABEL_WIDTH, top, room);
    document.y = Math.max(below, document.y) + 3;
  }

  /** Dark and light, as those of a QR code. */
  squares(rows: readonly (readonly boolean[])[]): void {
    const document = this.#document;
    const side = CODE_SIDE / Math.max(1, rows.length);
    const top = document.y;
    rows.forEach((row, y) => {
      row.forEach((isDark, x) => {
        if (isDark) document.rect(MARGIN + x * side, top + y * side, side, side);
      });
    });
    document.fill("#000000");
    document.y = top + CODE_SIDE;
  }

  /** The whole document; nothing can be written after it. */
  bytes(): Promise<Buffer> {
    const parts: Buffer[] = [];
    return new Promise((resolve, reject) => {
      this.#document.on("data", (part: Buffer) => parts.push(part));
      this.#document.on("error", reject);
      this.#document.on("end", () => {
        resolve(Buffer.concat(parts));
      });
      this.#document.end();
    });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function fontIn(fonts: unknown, id: string): unknown {
  return isRecord(fonts) ? fonts[id] : undefined;
}

/** Where Windows-1252, which the fonts are encoded in, differs from Latin-1: these at 0x80 and the following, a gap where it has nothing. */
const moreSigns = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const allMore = new RegExp(`[${moreSigns.replace(/[\u0080-\u009F]/g, "")}]`, "g");
const moreCodes: ReadonlyMap<string, string> = new Map(
  Array.from(moreSigns, (sign, i) => [sign, String.fromCharCode(0x80 + i)]),
);

/** Letters that no accent can be taken from. */
const bareLetters: Readonly<Record<string, string>> = {
  Ł: "L",
  ł: "l",
  Đ: "D",
  đ: "d",
  Ħ: "H",
  ħ: "h",
  ı: "i",
  Ŧ: "T",
  ŧ: "t",
  ẞ: "SS",
  "−": "-",
  "‑": "-",
};

/** The fonts have the letters of Western Europe; others lose their accents, or become a question mark. */
function encodable(text: string): string {
  const spaced = text.replace(/[\u2007\u2009\u202F]/g, "\u00A0").normalize("NFC");
  return spaced.replace(/[^\u0020-\u007E\u00A0-\u00FF]/gu, (sign) => {
    if (moreCodes.has(sign) && sign > "\u00FF") return sign;
    const base = bareLetters[sign] ?? sign.normalize("NFKD").replace(/\p{M}/gu, "");
    return /^[\u0020-\u007E]+$/.test(base) ? base : "?";
  });
}

/** As a string of PDF, one character a byte (ISO 32000-1, 7.3.4.2). */
function literal(text: string): string {
  return text.replace(/[\\()]/g, "\\$&").replace(allMore, (sign) => moreCodes.get(sign) ?? "?");
}
