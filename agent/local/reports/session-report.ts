import { type EpochMillis, millis } from "#hal/core/units";
import type { Language } from "#agent/domain/site/site-settings";
import type { SiteZone } from "#agent/domain/site/site-zone";
import {
  type Cell,
  type Column,
  nothing,
  numberCell,
  type ReportTable,
  textCell,
} from "#agent/local/reports/report-table";
import type { SessionDetailsLookup } from "#agent/local/reports/session-details";
import { reportWords } from "#agent/local/reports/words";
import type { ReportWords } from "#agent/local/reports/words-en";
import type { HistoryFilter, SessionHistory } from "#agent/ports/session-history";
import type { SessionRecord } from "#agent/ports/session-record";

/** The place as reports name it; empty where nobody has said. */
export interface ReportSite {
  readonly charger: string;
  readonly serialNumber: string;
  readonly place: string;
  readonly address: string;
  /** Kilograms a kilowatt hour; undefined where it is not reckoned. */
  readonly co2PerKwh: number | undefined;
}

export interface SessionReportOptions {
  readonly history: Pick<SessionHistory, "ended">;
  readonly details: SessionDetailsLookup;
  readonly filter: HistoryFilter;
  /** First and last day, where the report has such. */
  readonly days: { readonly from?: string; readonly to?: string };
  readonly site: ReportSite;
  readonly language: Language;
  readonly zone: SiteZone;
  /** What may be shown of a token. */
  readonly tokenText: (token: string) => string;
  readonly now: EpochMillis;
  /** Lets others have their turn between two batches. */
  readonly breathe: () => Promise<void>;
}

/** So many rows are read and written at a time; some milliseconds of work. */
const BATCH = 250;

/** The ended sessions as a report: oldest first, never more than a batch in memory. */
export function sessionReport(options: SessionReportOptions): ReportTable {
  const { language, zone } = options;
  const words = reportWords[language];
  const columns = sessionColumns(words);
  return {
    letterhead: { title: words.title, lines: letterheadLines(options, words) },
    columns,
    batches: batchesOf(options, words, columns),
    language,
    zone,
  };
}

function letterheadLines({ site, days, zone, now }: SessionReportOptions, words: ReportWords): readonly string[] {
  const { from = "…", to = zone.dayOf(now) } = days;
  const isWhole = days.from === undefined && days.to === undefined;
  const charger = [site.charger, site.serialNumber].filter((text) => text !== "").join(" · ");
  const where = [site.place, site.address].filter((text) => text !== "").join(", ");
  const period = isWhole ? words.wholePeriod : words.period(from, to);
  return [charger, where, period, words.timeZone(zone.name)].filter((text) => text !== "");
}

interface Line {
  readonly session: SessionRecord;
  readonly details: ReturnType<SessionDetailsLookup>;
  readonly options: SessionReportOptions;
  readonly words: ReportWords;
}

interface SessionColumn extends Column {
  readonly cell: (line: Line) => Cell;
}

async function* batchesOf(
  options: SessionReportOptions,
  words: ReportWords,
  columns: readonly SessionColumn[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const { history, filter, details, breathe } = options;
  for (let after = 0; ;) {
    const entries = history.ended(filter, { after, limit: BATCH });
    const last = entries.at(-1);
    if (last === undefined) return;
    yield entries.map(({ session }) => {
      const line = { session, details: details(session), options, words };
      return columns.map(({ cell }) => cell(line));
    });
    after = last.place;
    await breathe();
  }
}

/** Energy of a session so far, in kilowatt hours. */
export function kilowattHoursOf({ meterStart, lastReading, ended }: SessionRecord): number {
  return ((ended?.meterStop ?? lastReading.energy) - meterStart) / 1000;
}

function sessionColumns(words: ReportWords): readonly SessionColumn[] {
  return [...whereAndWhen(words), ...whoAndWhat(words)];
}

type Shape = readonly [title: string, width: number, onPaper: Column["onPaper"], digits?: number];
const column = ([title, width, onPaper, digits = 0]: Shape, cell: (line: Line) => Cell): SessionColumn => ({
  title,
  width,
  onPaper,
  digits,
  cell,
});

function whereAndWhen(words: ReportWords): readonly SessionColumn[] {
  return [
    column([words.charger, 20, "letterhead"], ({ details, options }) =>
      textCell(details?.charger ?? options.site.charger),
    ),
    column([words.serialNumber, 16, "letterhead"], ({ details, options }) =>
      textCell(details?.serialNumber ?? options.site.serialNumber),
    ),
    column([words.outlet, 9, "column"], ({ session }) => numberCell(session.evse)),
    column([words.start, 19, "column"], ({ session }) => ({ kind: "instant", at: session.startedAt })),
    column([words.end, 19, "column"], ({ session: { ended } }) =>
      ended === undefined ? nothing : { kind: "instant", at: ended.at },
    ),
    column([words.duration, 10, "column"], ({ session: { startedAt, ended } }) =>
      ended === undefined ? nothing : { kind: "duration", lasts: millis(ended.at - startedAt) },
    ),
    column([words.place, 20, "letterhead"], ({ details, options }) => textCell(details?.place ?? options.site.place)),
  ];
}

function whoAndWhat(words: ReportWords): readonly SessionColumn[] {
  const energy = column([words.energy, 12, "column", 3], ({ session }) => numberCell(kilowattHoursOf(session)));
  return [
    column([words.access, 10, "below"], ({ details }) =>
      textCell(details?.access && words.accessWords[details.access]),
    ),
    column([words.payment, 10, "below"], ({ details }) =>
      textCell(details?.payment && words.paymentWords[details.payment]),
    ),
    column([words.alias, 20, "column"], ({ details }) => textCell(details?.alias)),
    column([words.token, 20, "column"], ({ session, options }) => textCell(options.tokenText(session.token))),
    { ...energy, isSummed: true },
    column([words.cost, 10, "column", 2], ({ details }) => numberCell(details?.cost?.amount)),
    column([words.currency, 8, "column"], ({ details }) => textCell(details?.cost?.currency)),
    column([words.odometer, 12, "below"], ({ details }) => numberCell(details?.odometer)),
    column([words.plate, 12, "below"], ({ details }) =>
      textCell(details?.logbook === "missing" ? words.notEntered : details?.plate),
    ),
    column([words.co2, 12, "column", 2], ({ session, options }) => co2Cell(session, options)),
  ];
}

function co2Cell(session: SessionRecord, { site }: SessionReportOptions): Cell {
  return numberCell(site.co2PerKwh === undefined ? undefined : site.co2PerKwh * kilowattHoursOf(session));
}
