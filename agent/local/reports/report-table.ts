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

export interface Column {
  readonly title: string;
  /** Digits after the point of its numbers. */
  readonly digits: number;
  /** In characters. */
  readonly width: number;
  /** Where a page of paper has it: as a column, below the row where there is something, or not, because the letterhead says it. */
  readonly onPaper: "column" | "below" | "letterhead";
  /** Added up at the end. */
  readonly isSummed?: true;
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

/** `2026-03-01 12:30:05` on the wall clock of the place. */
export function wallText(zone: SiteZone, at: EpochMillis): string {
  return new Date(zone.local(at)).toISOString().slice(0, 19).replace("T", " ");
}

/** `2:05:09`; hours are counted on. */
export function durationText(lasts: Millis): string {
  const seconds = Math.max(0, Math.round(lasts / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
