import { type EpochMillis, millis } from "#hal/core/units";
import type { Language } from "#agent/domain/site/site-settings";
import type { SiteZone } from "#agent/domain/site/site-zone";
import { type Cell, type Column, nothing, numberCell, type ReportTable, textCell } from "#agent/local/reports/report-table";
import type { SessionDetailsLookup } from "#agent/local/reports/session-details";
import { reportWords } from "#agent/local/reports/words";
import type { ReportWords } from "#agent/local/reports/words-en";
import type { HistoryFilter, SessionHistory } from "#agent/ports/session-history";
import type { SessionRecord } from "#agent/ports/station-store";

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
  const { site, language, zone } = options;
  const words = reportWords[language];
  const columns = sessionColumns(words);
  return {
    letterhead: { title: words.title, lines: letterheadLines(options, words) },
    columns,
    batches: batchesOf(options, words, columns),
    language,
    zone,
  };

  function letterheadLines({ days }: SessionReportOptions, texts: ReportWords): readonly string[] {
    const { from = "…", to = zone.dayOf(options.now) } = days;
    const isWhole = days.from === undefined && days.to === undefined;
    const charger = [site.charger, site.serialNumber].filter((text) => text !== "").join(" · ");
    const where = [site.place, site.address].filter((text) => text !== "").join(", ");
    const period = isWhole ? texts.wholePeriod : texts.period(from, to);
    return [charger, where, period, texts.timeZone(zone.name)].filter((text) => text !== "");
  }
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
  for (let after = 0; ; ) {
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

/** Which one it is of the columns below; the total and the page need to know. */
export const ENERGY_COLUMN = 11;

function sessionColumns(words: ReportWords): readonly SessionColumn[] {
  const text = (title: string, width: number, cell: (line: Line) => Cell) => ({ title, width, digits: 0, cell });
  return [...whereAndWhen(words, text), ...whoAndWhat(words, text)];
}

type TextColumn = (title: string, width: number, cell: (line: Line) => Cell) => SessionColumn;

function whereAndWhen(words: ReportWords, text: TextColumn): readonly SessionColumn[] {
  return [
    text(words.charger, 20, ({ options }) => textCell(options.site.charger)),
    text(words.serialNumber, 16, ({ options }) => textCell(options.site.serialNumber)),
    text(words.outlet, 8, ({ session }) => numberCell(session.evse)),
    text(words.start, 19, ({ session }) => ({ kind: "instant", at: session.startedAt })),
    text(words.end, 19, ({ session: { ended } }) => (ended === undefined ? nothing : { kind: "instant", at: ended.at })),
    text(words.duration, 10, ({ session: { startedAt, ended } }) =>
      ended === undefined ? nothing : { kind: "duration", lasts: millis(ended.at - startedAt) },
    ),
    text(words.place, 20, ({ options }) => textCell(options.site.place)),
  ];
}

function whoAndWhat(words: ReportWords, text: TextColumn): readonly SessionColumn[] {
  return [
    text(words.access, 10, ({ details }) => textCell(details?.access && words.accessWords[details.access])),
    text(words.payment, 10, ({ details }) => textCell(details?.payment && words.paymentWords[details.payment])),
    text(words.alias, 20, ({ details }) => textCell(details?.alias)),
    text(words.token, 20, ({ session, options }) => textCell(options.tokenText(session.token))),
    { title: words.energy, width: 12, digits: 3, cell: ({ session }) => numberCell(kilowattHoursOf(session)) },
    { title: words.cost, width: 10, digits: 2, cell: ({ details }) => numberCell(details?.cost?.amount) },
    text(words.currency, 8, ({ details }) => textCell(details?.cost?.currency)),
    text(words.odometer, 12, ({ details }) => numberCell(details?.odometer)),
    text(words.plate, 12, ({ details }) => textCell(details?.plate)),
    { title: words.co2, width: 12, digits: 2, cell: ({ session, options }) => co2Cell(session, options) },
  ];
}

function co2Cell(session: SessionRecord, { site }: SessionReportOptions): Cell {
  return numberCell(site.co2PerKwh === undefined ? undefined : site.co2PerKwh * kilowattHoursOf(session));
}
