import type { Buffer } from "node:buffer";
import type { EpochMillis } from "#hal/core/units";
import type { Label } from "#agent/local/commissioning/label";
import type { CommissioningReport } from "#agent/local/commissioning/report";
import type { ReportTexts } from "#agent/local/commissioning/report-texts";
import { pdfOf } from "#agent/local/reports/pdf";
import { qrSquares } from "#agent/local/reports/qr-code";

type Rows = readonly (readonly [string, string])[];
/** Tells a moment as people of the place do. */
export type TellTime = (iso: string) => string;

/** The label on a sheet to cut it out of. */
export function printLabel(label: Label, { words, label: title }: ReportTexts, at: EpochMillis): Promise<Buffer> {
  const rows: Rows = [
    [words.serialNumber, label.serialNumber],
    [words.macAddress, label.macAddress],
    [words.pin, label.pin],
    [words.password, label.password],
    [words.code, label.code],
  ];
  return pdfOf({
    title: label.serialNumber,
    squares: qrSquares(label.code),
    sections: [{ heading: title, rows }],
    madeAt: new Date(at),
  });
}

export function printReport(report: CommissioningReport, texts: ReportTexts, tellTime: TellTime): Promise<Buffer> {
  const { words } = texts;
  const sections = [
    { heading: texts.charger, rows: chargerRows(report, texts) },
    { heading: texts.place, rows: placeRows(report, texts) },
    { heading: texts.steps, rows: stepRows(report, texts, tellTime) },
    {
      heading: texts.checks,
      rows: report.checks.map(
        ({ check, result, detail }) =>
          [texts.check[check], [texts.result[result], detail].filter(isTold).join(" – ")] as const,
      ),
    },
  ];
  const subtitle = `${words.serialNumber} ${report.station.serialNumber}, ${tellTime(report.madeAt)}`;
  return pdfOf({ title: texts.title, subtitle, sections, madeAt: new Date(report.madeAt) });
}

function chargerRows({ station, version, macAddresses, equipment }: CommissioningReport, { words }: ReportTexts): Rows {
  return [
    [words.name, station.name],
    [words.model, `${station.vendor} ${station.model}`],
    [words.serialNumber, station.serialNumber],
    [words.identity, station.identity],
    [words.macAddress, macAddresses.join(", ")],
    [words.version, version],
    ...equipment.outlets.map(
      ({ evse, installedLimit, phases }) =>
        [`${words.limit} ${String(evse)}`, `${String(phases)} × ${String(installedLimit)} A`] as const,
    ),
  ];
}

function placeRows({ place }: CommissioningReport, { words, place: heading }: ReportTexts): Rows {
  const rows: Rows = [
    [heading, place.place],
    [words.address, place.address],
    [words.space, place.space],
    [words.position, [place.latitude, place.longitude].filter(isTold).join(", ")],
  ];
  return rows.filter(([, value]) => value !== "");
}

function stepRows(
  { stage, installed, activated }: CommissioningReport,
  { words, stages }: ReportTexts,
  tell: TellTime,
): Rows {
  const step = (label: string, done: CommissioningReport["installed"]): Rows =>
    done === null ? [] : [[label, `${tell(done.at)} ${words.by} ${done.by}`]];
  return [[words.stage, stages[stage]], ...step(words.installed, installed), ...step(words.activated, activated)];
}

function isTold(text: string | null): text is string {
  return text !== null && text !== "";
}
