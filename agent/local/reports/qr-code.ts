import { encode, renderSVG } from "uqr";

/** As a picture for pages; black on white, with the quiet zone that cameras need. */
export function qrSvg(text: string): string {
  return renderSVG(text, { ecc: "M", border: 4, pixelSize: 8 });
}

/** Rows of dark and light squares, without a border. */
export function qrSquares(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: "M", border: 0 }).data;
}
