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

/** Formats of numbers that the standard has not; 46 and others below 164 are its own. */
const INSTANT = 164;
const THOUSANDTHS = 165;

interface Look {
  readonly format: number;
  /** 0 usual, 1 bold, 2 large. */
  readonly font: number;
  /** 0 none, 1 below, 2 above. */
  readonly border?: number;
  readonly isRight?: true;
}

/** How cells look. `…Sum` stands below the others of its kind. */
const styles = {
  plain: { format: 0, font: 0 },
  title: { format: 0, font: 2 },
  header: { format: 0, font: 1, border: 1 },
  rightHeader: { format: 0, font: 1, border: 1, isRight: true },
  instant: { format: INSTANT, font: 0 },
  duration: { format: 46, font: 0 },
  whole: { format: 3, font: 0 },
  cents: { format: 4, font: 0 },
  thousandths: { format: THOUSANDTHS, font: 0 },
  plainSum: { format: 0, font: 1, border: 2 },
  wholeSum: { format: 3, font: 1, border: 2 },
  centsSum: { format: 4, font: 1, border: 2 },
  thousandthsSum: { format: THOUSANDTHS, font: 1, border: 2 },
} as const satisfies Readonly<Record<string, Look>>;
export type CellStyle = keyof typeof styles;

const styleNames = Object.keys(styles);

/** The number by which cells name their style. */
export function styleOf(name: CellStyle): number {
  return styleNames.indexOf(name);
}

/** What is said of the sheet as a whole. */
export interface SheetPlan {
  readonly title: string;
  /** The row that is repeated on every page of paper. */
  readonly headerRow: number;
  /** As spreadsheets name the order of a day: `dd/mm/yyyy`. */
  readonly dayForm: string;
}

/** The workbook with one sheet of that name. */
export function workbookParts({ title, headerRow, dayForm }: SheetPlan): readonly ZipPart[] {
  // A sheet's name is at most 31 characters long and has none of these.
  const name = title.replace(/[[\]:*?/\\<>&"']/g, " ").slice(0, 31);
  const sheet = `<sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets>`;
  const row = `$${String(headerRow)}`;
  const names = `<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'${name}'!${row}:${row}</definedName></definedNames>`;
  return [
    {
      name: "xl/workbook.xml",
      content: [`${xml}<workbook xmlns="${sheets}" xmlns:r="${office}">${sheet}${names}</workbook>`],
    },
    { name: "xl/styles.xml", content: [stylesText(dayForm)] },
  ];
}

function stylesText(dayForm: string): string {
  const font = (size: number, isBold: boolean) =>
    `<font>${isBold ? "<b/>" : ""}<sz val="${String(size)}"/><name val="Calibri"/><family val="2"/></font>`;
  const border = (above: string, below: string) => `<border><left/><right/>${above}${below}<diagonal/></border>`;
  const looks = Object.values<Look>(styles).map(lookText);
  const instant = `${dayForm.replace(/[./-]/g, "\\$&")}\\ hh:mm`;
  return [
    `${xml}<styleSheet xmlns="${sheets}">`,
    `<numFmts count="2"><numFmt numFmtId="${String(INSTANT)}" formatCode="${instant}"/>`,
    `<numFmt numFmtId="${String(THOUSANDTHS)}" formatCode="#,##0.000"/></numFmts>`,
    `<fonts count="3">${font(11, false)}${font(11, true)}${font(16, true)}</fonts>`,
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
    `<borders count="3">${border("<top/>", "<bottom/>")}${border("<top/>", '<bottom style="thin"/>')}`,
    `${border('<top style="thin"/>', "<bottom/>")}</borders>`,
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${String(looks.length)}">${looks.join("")}</cellXfs>`,
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  ].join("");
}

function lookText({ format, font, border = 0, isRight }: Look): string {
  const begin = `<xf numFmtId="${String(format)}" fontId="${String(font)}" fillId="0" borderId="${String(border)}" xfId="0"`;
  const applied = `${begin} applyNumberFormat="1" applyFont="1" applyBorder="1"`;
  return isRight === true ? `${applied} applyAlignment="1"><alignment horizontal="right"/></xf>` : `${applied}/>`;
}
