import type { ZipPart } from "#agent/local/reports/zip-stream";

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const parts = "http://schemas.openxmlformats.org/package/2006";
const sheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** What says what is where in the archive. */
export const packageParts: readonly ZipPart[] = [
  {
    name: "[Content_Types].xml",
    content: [
      `${xml}<Types xmlns="${parts}/content-types">`,
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
      '<Default Extension="xml" ContentType="application/xml"/>',
      `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>`,
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/>`,
      `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
    ],
  },
  {
    name: "_rels/.rels",
    content: [
      `${xml}<Relationships xmlns="${parts}/relationships">`,
      `<Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
  },
  {
    name: "xl/_rels/workbook.xml.rels",
    content: [
      `${xml}<Relationships xmlns="${parts}/relationships">`,
      `<Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/>`,
      `<Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
  },
];

/** How cells look: number format (the first ones are the standard's own), and font: 0 usual, 1 bold, 2 large. */
const styles = {
  plain: { format: 0, font: 0 },
  title: { format: 0, font: 2 },
  header: { format: 0, font: 1 },
  instant: { format: 164, font: 0 },
  duration: { format: 46, font: 0 },
  whole: { format: 1, font: 0 },
  cents: { format: 2, font: 0 },
  thousandths: { format: 165, font: 0 },
} as const;
export type CellStyle = keyof typeof styles;

const styleNames = Object.keys(styles);

/** The number by which cells name their style. */
export function styleOf(name: CellStyle): number {
  return styleNames.indexOf(name);
}

/** The workbook with one sheet of that name. */
export function workbookParts(title: string): readonly ZipPart[] {
  // A sheet's name is at most 31 characters long and has none of these.
  const name = title.replace(/[[\]:*?/\\<>&"']/g, " ").slice(0, 31);
  const sheet = `<sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets>`;
  return [
    { name: "xl/workbook.xml", content: [`${xml}<workbook xmlns="${sheets}" xmlns:r="${office}">${sheet}</workbook>`] },
    { name: "xl/styles.xml", content: [stylesText()] },
  ];
}

function stylesText(): string {
  const font = (size: number, isBold: boolean) =>
    `<font>${isBold ? "<b/>" : ""}<sz val="${String(size)}"/><name val="Calibri"/><family val="2"/></font>`;
  const looks = Object.values(styles).map(
    (look) =>
      `<xf numFmtId="${String(look.format)}" fontId="${String(look.font)}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
  );
  return [
    `${xml}<styleSheet xmlns="${sheets}">`,
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="0.000"/></numFmts>',
    `<fonts count="3">${font(11, false)}${font(11, true)}${font(16, true)}</fonts>`,
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${String(looks.length)}">${looks.join("")}</cellXfs></styleSheet>`,
  ].join("");
}
