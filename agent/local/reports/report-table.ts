import type { EpochMillis, Millis } from "#hal/core/units";
import type { Language } from "#agent/domain/site/site-settings";
import type { SiteZone } from "#agent/domain/site/site-zone";

/** What stands in one place of a report, before it gets the form of a file. */
export type Cell =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "instant"; readonly at: EpochMillis }
  | { readonly kind: "duration"; readonly lasts: Millis }
  | { readonly kind: "nothing" };

/** Where a page of paper has what stands in a column. */
export type OnPaper =
  /** In a column so many points wide. */
  | number
  /** Below the row, where there is something. */
  | "below"
  /** Below the row, where it is not what the letterhead says. */
  | { readonly letterhead: string };

export interface Column {
  readonly title: string;
  /** In what it is counted. */
  readonly unit?: string;
  readonly kind: Exclude<Cell["kind"], "nothing">;
  /** Digits after the point of its numbers. */
  readonly digits: number;
  /** In characters. */
  readonly width: number;
  readonly onPaper: OnPaper;
  /** Added up at the end; apart for each text of the column with that title, where there is one. */
  readonly sum?: "all" | { readonly apartBy: string };
}

/** Whose report it is and of what time. */
export interface Letterhead {
  readonly title: string;
  /** Name, place and address of the site, what there is of them. */
  readonly lines: readonly string[];
}

/** A report as it comes, piece by piece. */
export interface ReportTable {
  readonly letterhead: Letterhead;
  readonly columns: readonly Column[];
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>;
  readonly language: Language;
  readonly zone: SiteZone;
}

export const nothing: Cell = { kind: "nothing" };
export const textCell = (text: string | undefined): Cell =>
  text === undefined || text === "" ? nothing : { kind: "text", text };
export const numberCell = (value: number | undefined): Cell =>
  value === undefined || !Number.isFinite(value) ? nothing : { kind: "number", value };

/** `Energy (kWh)`. */
export function wholeTitle({ title, unit }: Pick<Column, "title" | "unit">): string {
  return unit === undefined ? title : `${title} (${unit})`;
}

/** `2026-03-01 12:30:05` on the wall clock of the place. */
export function wallText(zone: SiteZone, at: EpochMillis): string {
  return new Date(zone.local(at)).toISOString().slice(0, 19).replace("T", " ");
}

/** The order in which people of a language write a day, as spreadsheets name it. */
export const dayForms: Readonly<Record<Language, string>> = {
  en: "dd/mm/yyyy",
  fr: "dd/mm/yyyy",
  de: "dd.mm.yyyy",
  nl: "dd-mm-yyyy",
};

/** `2026-03-01` as people of that language write it. */
export function dayText(language: Language, day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return dayForms[language].replace("dd", date).replace("mm", month).replace("yyyy", year);
}

/** Day and minute on the wall clock of the place, as people of that language write it. */
export function minuteText(language: Language, zone: SiteZone, at: EpochMillis): string {
  const [day = "", time = ""] = wallText(zone, at).split(" ");
  return `${dayText(language, day)} ${time.slice(0, 5)}`;
}

/** `2:05:09`; hours are counted on. */
export function durationText(lasts: Millis): string {
  const seconds = Math.max(0, Math.round(lasts / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
