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

/** The one place that knows the library that writes PDF. Pages go out as they are full. Only the fonts that every reader has are used. */
export class PdfPaper {
  readonly #document: PDFKit.PDFDocument;

  constructor(title: string, at: Date) {
    const info = { Title: title, CreationDate: at };
    this.#document = new PdfDocument({ size: "A4", layout: "landscape", margin: 0, autoFirstPage: false, info });
  }

  addPage(): void {
    this.#document.addPage();
  }

  text(text: string, { x, y, size, width, align, isBold = false, isQuiet = false }: PdfText): void {
    const document = this.#document;
    document.font(isBold ? "Helvetica-Bold" : "Helvetica", size).fillColor(isQuiet ? "#555555" : "#000000");
    const shown = this.#fitting(encodable(text), size, width);
    const left = align === "right" ? x + width - document.widthOfString(shown) : x;
    document.text(shown, left, y, { lineBreak: false });
  }

  line(x: number, y: number, width: number): void {
    this.#document
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.5)
      .strokeColor("#888888")
      .stroke();
  }

  /** What is ready; call it after each page. */
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

  /** Measuring is slow, and hardly any text comes near the edge. */
  #fitting(text: string, size: number, width: number): string {
    if (text.length * size < width) return text;
    let shown = text;
    while (shown !== "" && this.#document.widthOfString(shown) > width) shown = shown.slice(0, -1);
    return shown;
  }
}

/** The fonts have the letters of Western Europe; others lose their accents, or become a question mark. */
function encodable(text: string): string {
  return text
    .replace(/[\u2007\u2009\u202F]/g, "\u00A0")
    .replace(/[^\u0020-\u007E\u00A0-\u00FF\u20AC\u2013\u2014\u2018\u2019\u201C\u201D\u2026]/gu, (sign) => {
      const base = sign.normalize("NFKD").replace(/\p{M}/gu, "");
      return /^[\u0020-\u007E]+$/.test(base) ? base : "?";
    });
}
