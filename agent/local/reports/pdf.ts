import type { Buffer } from "node:buffer";

export interface PdfSection {
  readonly heading: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

export interface PdfSheet {
  readonly title: string;
  /** Under the title. */
  readonly subtitle?: string;
  /** Dark and light squares, drawn under the title. */
  readonly squares?: readonly (readonly boolean[])[];
  readonly sections: readonly PdfSection[];
  /** Told in the document's properties; nothing else of the moment gets into it. */
  readonly madeAt: Date;
}

/** One A4 document of headings and pairs of label and value. Large lists are streamed elsewhere. What writes PDF is loaded when needed. */
export async function pdfOf({ title, subtitle, squares, sections, madeAt }: PdfSheet): Promise<Buffer> {
  const { PdfSheetPaper } = await import("#agent/local/reports/pdf-library");
  const paper = new PdfSheetPaper(title, madeAt);
  paper.line(title, 20, "bold");
  if (subtitle !== undefined) paper.line(subtitle, 11, "usual");
  if (squares !== undefined) {
    paper.gap(1);
    paper.squares(squares);
  }
  for (const { heading, rows } of sections) {
    paper.gap(1.2);
    paper.line(heading, 13, "bold");
    paper.gap(0.3);
    for (const [label, value] of rows) paper.row(label, value);
  }
  return paper.bytes();
}
