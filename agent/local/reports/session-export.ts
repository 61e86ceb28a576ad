import type { Readable } from "node:stream";
import type { Clock } from "#hal/core/clock";
import type { ReportForm } from "#agent/domain/site/report-period";
import { siteName, sitePlace } from "#agent/domain/site/site-labels";
import type { Language, SiteSettingName } from "#agent/domain/site/site-settings";
import type { SiteZone } from "#agent/domain/site/site-zone";
import { csvFile } from "#agent/local/reports/csv-file";
import { pdfFile } from "#agent/local/reports/pdf-file";
import type { SessionDetailsLookup } from "#agent/local/reports/session-details";
import { type ReportSite, sessionReport } from "#agent/local/reports/session-report";
import { reportWords } from "#agent/local/reports/words";
import { xlsxFile } from "#agent/local/reports/xlsx-file";
import type { HistoryFilter, SessionHistory } from "#agent/ports/session-history";
import type { OnSite } from "#agent/runtime/agent";

const forms = {
  csv: { contentType: "text/csv; charset=utf-8", write: csvFile },
  xlsx: { contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write: xlsxFile },
  pdf: { contentType: "application/pdf", write: pdfFile },
} as const;

export interface ExportSources {
  readonly history: Pick<SessionHistory, "ended">;
  readonly sessionDetails: SessionDetailsLookup;
  readonly settings: { get(name: SiteSettingName): string };
  readonly onSite: Pick<OnSite, "state">;
  readonly clock: Clock;
  readonly breathe: () => Promise<void>;
}

export interface ExportWish {
  readonly form: ReportForm;
  readonly filter: HistoryFilter;
  /** First and last day, as the letterhead tells them. */
  readonly days: { readonly from?: string; readonly to?: string };
  readonly zone: SiteZone;
  readonly language: Language;
  /** What may be shown of a token. */
  readonly tokenText: (token: string) => string;
}

interface ExportFile {
  readonly kind: "file";
  readonly contentType: string;
  readonly fileName: string;
  readonly body: Readable;
}

/** The ended sessions as a file that is made while it is read. */
export function sessionExport(sources: ExportSources, { form, ...wish }: ExportWish): ExportFile {
  const { history, sessionDetails, clock, breathe } = sources;
  const now = clock.now();
  const table = sessionReport({ ...wish, history, details: sessionDetails, site: reportSite(sources), now, breathe });
  const { contentType, write } = forms[form];
  const fileName = `${reportWords[wish.language].fileName}-${wish.zone.dayOf(now)}.${form}`;
  return { kind: "file", contentType, body: write(table, new Date(now)), fileName };
}

function reportSite({ settings, onSite }: Pick<ExportSources, "settings" | "onSite">): ReportSite {
  const { name, serialNumber } = onSite.state().station;
  const setting = settings.get.bind(settings);
  return {
    charger: siteName(setting, name),
    serialNumber,
    place: sitePlace(setting),
    address: setting("site.address"),
    co2PerKwh: co2PerKwh({ settings }),
  };
}

/** Kilograms; undefined where nobody has said. */
export function co2PerKwh({ settings }: Pick<ExportSources, "settings">): number | undefined {
  const text = settings.get("site.co2PerKwh");
  return text === "" ? undefined : Number(text);
}
