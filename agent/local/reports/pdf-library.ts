import { Buffer } from "node:buffer";
import PdfDocument from "pdfkit";

export interface PdfText {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Cut off where it would be wider, in points. */
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
 * The one place that knows the library that writes PDF. Pages go out as they are full. Only the fonts that every reader has are used.
 * The library lays out the document; texts go past its measuring of every pair of letters, which takes ten times as long as all the rest.
 */
export class PdfPaper {
  readonly #document: PDFKit.PDFDocument;
  readonly #usual: Face = { id: "F1", name: "Helvetica", widths: new Map() };
  readonly #bold: Face = { id: "F2", name: "Helvetica-Bold", widths: new Map() };

  constructor(title: string, at: Date) {
    const info = { Title: title, CreationDate: at };
    this.#document = new PdfDocument({ size: "A4", layout: "landscape", margin: 0, autoFirstPage: false, info });
  }

  addPage(): void {
    this.#document.addPage();
    // A page knows the fonts that the library has written with on it.
    for (const { name } of [this.#usual, this.#bold])
      this.#document.font(name, 1).text(" ", 0, 0, { lineBreak: false });
  }

  text(text: string, { x, y, size, width, align, isBold = false, isQuiet = false }: PdfText): void {
    const face = isBold ? this.#bold : this.#usual;
    const shown = this.#fitting(face, encodable(text), width / size);
    const left = align === "right" ? x + width - this.#widthOf(face, shown) * size : x;
    const baseline = y + ASCENT * size;
    const place = `1 0 0 -1 ${left.toFixed(2)} ${baseline.toFixed(2)} Tm`;
    const grey = isQuiet ? "0.33 g" : "0 g";
    this.#document.addContent(`BT ${grey} /${face.id} ${String(size)} Tf ${place} (${literal(shown)}) Tj ET`);
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
    this.#document.end();
  }

  #fitting(face: Face, text: string, width: number): string {
    let shown = text;
    while (shown !== "" && this.#widthOf(face, shown) > width) shown = shown.slice(0, -1);
    return shown;
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

/** Where Windows-1252, which the fonts are encoded in, differs from Latin-1. */
const signs: Readonly<Record<string, string>> = {
  "€": "\u0080",
  "…": "\u0085",
  "‘": "\u0091",
  "’": "\u0092",
  "“": "\u0093",
  "”": "\u0094",
  "–": "\u0096",
  "—": "\u0097",
};

/** The fonts have the letters of Western Europe; others lose their accents, or become a question mark. */
function encodable(text: string): string {
  return text.replace(/[\u2007\u2009\u202F]/g, "\u00A0").replace(/[^\u0020-\u007E\u00A0-\u00FF€…‘’“”–—]/gu, (sign) => {
    const base = sign.normalize("NFKD").replace(/\p{M}/gu, "");
    return /^[\u0020-\u007E]+$/.test(base) ? base : "?";
  });
}

/** As a string of PDF, one character a byte (ISO 32000-1, 7.3.4.2). */
function literal(text: string): string {
  return text.replace(/[\\()]/g, "\\$&").replace(/[€…‘’“”–—]/g, (sign) => signs[sign] ?? "?");
}
