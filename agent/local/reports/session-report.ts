import { type EpochMillis, millis } from "#hal/core/units";
import type { Language } from "#agent/domain/site/site-settings";
import type { SiteZone } from "#agent/domain/site/site-zone";
import {
  type Cell,
  type Column,
  dayText,
  minuteText,
  nothing,
  numberCell,
  type OnPaper,
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
  const columns = sessionColumns(words, options.site);
  return {
    letterhead: { title: words.title, lines: letterheadLines(options, words) },
    columns,
    batches: batchesOf(options, words, columns),
    language,
    zone,
  };
}

function letterheadLines(
  { site, days, zone, now, language }: SessionReportOptions,
  words: ReportWords,
): readonly string[] {
  const day = (text: string) => dayText(language, text);
  const { from = "", to = zone.dayOf(now) } = days;
  const isWhole = days.from === undefined && days.to === undefined;
  const charger = [site.charger, site.serialNumber].filter((text) => text !== "").join(" · ");
  const where = [site.place, site.address].filter((text) => text !== "").join(", ");
  const period = isWhole ? words.wholePeriod : words.period(from === "" ? "…" : day(from), day(to));
  const made = `${words.timeZone(zone.name)} · ${words.madeOn(minuteText(language, zone, now))}`;
  return [charger, where, period, made].filter((text) => text !== "");
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

/** What stands in a column of a line. */
type Fill = (line: Line) => Cell;
type Shape = Omit<SessionColumn, "cell" | "digits"> & { readonly digits?: number };

/** Numbers are rounded to the digits that are shown, so that sums are the sums of what is shown. */
function column({ digits = 0, ...shape }: Shape, fill: Fill): SessionColumn {
  const cell: Fill = (line) => {
    const made = fill(line);
    return made.kind === "number" ? { kind: "number", value: Number(made.value.toFixed(digits)) } : made;
  };
  return { ...shape, digits, cell };
}

function sessionColumns(words: ReportWords, site: ReportSite): readonly SessionColumn[] {
  return [...whereAndWhen(words, site), ...who(words), ...howMuch(words)];
}

/** What belongs to the charger is as it was then; the letterhead tells how it is now. */
function whereAndWhen(words: ReportWords, site: ReportSite): readonly SessionColumn[] {
  const text = (title: string, width: number, onPaper: OnPaper, cell: Fill) =>
    column({ title, kind: "text", width, onPaper }, cell);
  const then = (name: "charger" | "serialNumber" | "place"): Fill => {
    return ({ details }) => textCell(details?.[name] ?? site[name]);
  };
  return [
    text(words.charger, 20, { letterhead: site.charger }, then("charger")),
    text(words.serialNumber, 16, { letterhead: site.serialNumber }, then("serialNumber")),
    column({ title: words.outlet, kind: "number", width: 9, onPaper: 36 }, ({ session }) => numberCell(session.evse)),
    column({ title: words.start, kind: "instant", width: 17, onPaper: 68 }, ({ session }) =>
      instantCell(session.startedAt),
    ),
    column({ title: words.end, kind: "instant", width: 17, onPaper: 68 }, ({ session }) =>
      instantCell(session.ended?.at),
    ),
    column({ title: words.duration, kind: "duration", width: 10, onPaper: 36 }, ({ session: { startedAt, ended } }) =>
      ended === undefined ? nothing : { kind: "duration", lasts: millis(ended.at - startedAt) },
    ),
    text(words.place, 20, { letterhead: site.place }, then("place")),
  ];
}

function who(words: ReportWords): readonly SessionColumn[] {
  const text = (title: string, width: number, onPaper: OnPaper, cell: Fill) =>
    column({ title, kind: "text", width, onPaper }, cell);
  return [
    text(words.access, 10, 42, ({ details }) => textCell(details?.access && words.accessWords[details.access])),
    text(words.payment, 15, 58, ({ details }) => textCell(details?.payment && words.paymentWords[details.payment])),
    text(words.alias, 24, 104, ({ details }) => textCell(details?.alias)),
    text(words.token, 20, 88, ({ session, options }) => textCell(options.tokenText(session.token))),
  ];
}

function howMuch(words: ReportWords): readonly SessionColumn[] {
  return [
    column(
      { title: words.energy, unit: "kWh", kind: "number", width: 12, onPaper: 50, digits: 3, sum: "all" },
      ({ session }) => numberCell(kilowattHoursOf(session)),
    ),
    column(
      { title: words.cost, kind: "number", width: 10, onPaper: 44, digits: 2, sum: { apartBy: words.currency } },
      ({ details }) => numberCell(details?.cost?.amount),
    ),
    column({ title: words.currency, kind: "text", width: 9, onPaper: 32 }, ({ details }) =>
      textCell(details?.cost?.currency),
    ),
    column({ title: words.odometer, unit: "km", kind: "number", width: 14, onPaper: "below" }, ({ details }) =>
      numberCell(details?.odometer),
    ),
    column({ title: words.plate, kind: "text", width: 14, onPaper: "below" }, ({ details }) =>
      textCell(details?.logbook === "missing" ? words.notEntered : details?.plate),
    ),
    column(
      { title: words.co2, unit: "kg", kind: "number", width: 14, onPaper: 56, digits: 2, sum: "all" },
      ({ session, options }) => co2Cell(session, options),
    ),
  ];
}

const instantCell = (at: EpochMillis | undefined): Cell => (at === undefined ? nothing : { kind: "instant", at });

function co2Cell(session: SessionRecord, { site }: SessionReportOptions): Cell {
  return numberCell(site.co2PerKwh === undefined ? undefined : site.co2PerKwh * kilowattHoursOf(session));
}
