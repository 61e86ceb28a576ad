import * as z from "zod";
import { amperes, epochMillis, isoTime } from "#hal/core/units";
import { formatCsv, parseCsv, plainCell } from "#agent/domain/access/csv";
import type { LocalTag } from "#agent/domain/access/local-tag";
import { idToken } from "#agent/domain/authorization/id-token";
import { plateOf } from "#agent/domain/logbook/plate";
import { type TagLogbook, tagDuties } from "#agent/domain/logbook/tag-logbook";
import type { SeenTag } from "#agent/ports/access-store";

/** As OCPP 1.6 carries it, without what no card has. */
export const tokenText = z.string().regex(/^[\x21-\x7e]{1,20}$/);
const name = z
  .string()
  .trim()
  .max(60)
  .regex(/^\P{Cc}*$/u);
const time = z.iso.datetime({ offset: true }).nullable().default(null);

/** A tag without its token, as programs write it. */
export const tagBody = z
  .strictObject({
    alias: name.min(1),
    owner: name.default(""),
    validFrom: time,
    /** The first moment at which it is not valid any more. */
    validTo: time,
    maxCurrent: z.number().min(6).max(80).nullable().default(null),
    mayCharge: z.boolean().default(true),
    mayStop: z.boolean().default(false),
    paid: z.boolean().default(false),
    enabled: z.boolean().default(true),
    /** Whether its charges need an entry in the logbook. */
    logbook: z.enum(tagDuties).default("byRule"),
    /** Of the one vehicle that charges with it. */
    plate: z
      .string()
      .max(40)
      .refine((text) => text.trim() === "" || plateOf(text) !== undefined)
      .default(""),
    /** Its driver has to tell the odometer. */
    asksOdometer: z.boolean().default(true),
  })
  .refine(
    ({ validFrom, validTo }) => validFrom === null || validTo === null || Date.parse(validFrom) < Date.parse(validTo),
  );
export type TagBody = z.output<typeof tagBody>;

export const tagView = z.strictObject({
  token: z.string(),
  ...tagBody.shape,
  lastSeenAt: z.string().nullable(),
});

export function tagOf(token: string, body: TagBody): LocalTag {
  const { alias, owner, validFrom, validTo, maxCurrent, mayCharge, mayStop } = body;
  const logbook = logbookOf(body);
  return {
    token: idToken(token),
    alias,
    owner,
    ...(validFrom === null ? {} : { validFrom: epochMillis(Date.parse(validFrom)) }),
    ...(validTo === null ? {} : { validTo: epochMillis(Date.parse(validTo)) }),
    ...(maxCurrent === null ? {} : { maxCurrent: amperes(maxCurrent) }),
    mayCharge,
    mayStop,
    isPaid: body.paid,
    isEnabled: body.enabled,
    ...(logbook === undefined ? {} : { logbook }),
  };
}

/** Undefined where nothing is known. */
function logbookOf({ logbook: duty, plate: typed, asksOdometer }: TagBody): TagLogbook | undefined {
  const plate = plateOf(typed);
  if (duty === "byRule" && plate === undefined && asksOdometer) return undefined;
  return { duty, asksOdometer, ...(plate === undefined ? {} : { plate }) };
}

export function viewOf({ tag, lastSeenAt }: SeenTag): z.output<typeof tagView> {
  const { token, alias, owner, validFrom, validTo, maxCurrent, mayCharge, mayStop } = tag;
  return {
    token,
    alias,
    owner,
    validFrom: validFrom === undefined ? null : isoTime(validFrom),
    validTo: validTo === undefined ? null : isoTime(validTo),
    maxCurrent: maxCurrent ?? null,
    mayCharge,
    mayStop,
    paid: tag.isPaid,
    enabled: tag.isEnabled,
    logbook: tag.logbook?.duty ?? "byRule",
    plate: tag.logbook?.plate ?? "",
    asksOdometer: tag.logbook?.asksOdometer ?? true,
    lastSeenAt: lastSeenAt === undefined ? null : isoTime(lastSeenAt),
  };
}

const columns = ["token", ...tagBody.keyof().options] as const;

export function tagsAsCsv(tags: readonly SeenTag[]): string {
  const rows = tags.map((seen) => {
    const view = viewOf(seen);
    return columns.map((column) => String(view[column] ?? ""));
  });
  return formatCsv([columns, ...rows]);
}

export const importOutcomes = ["accepted", "invalid", "double"] as const;

export interface ImportLine {
  /** Of the file, the heading being 1. */
  readonly line: number;
  readonly outcome: (typeof importOutcomes)[number];
  readonly tag?: LocalTag;
}

/** The tags of such a text, line by line; undefined when its heading has no column `token` and `alias`. Other columns may be missing or unknown. */
export function tagsFromCsv(text: string): readonly ImportLine[] | undefined {
  const [heading = [], ...rows] = parseCsv(text);
  if (!heading.includes("token") || !heading.includes("alias")) return undefined;
  const known = new Set<string>();
  return rows.map((row, i) => {
    const cells = new Map(heading.map((column, place) => [column, plainCell(row[place] ?? "").trim()]));
    const token = tokenText.safeParse(cells.get("token"));
    const body = tagBody.safeParse(bodyOf(cells));
    const line = i + 2;
    if (!token.success || !body.success) return { line, outcome: "invalid" };
    const key = token.data.toLowerCase();
    if (known.has(key)) return { line, outcome: "double" };
    known.add(key);
    return { line, outcome: "accepted", tag: tagOf(token.data, body.data) };
  });
}

const flags: readonly string[] = ["mayCharge", "mayStop", "paid", "enabled", "asksOdometer"];

function bodyOf(cells: ReadonlyMap<string, string>): object {
  const known = [...cells].filter(([column, cell]) => column !== "token" && isColumn(column) && cell !== "");
  return Object.fromEntries(known.map(([column, cell]) => [column, valueOf(column, cell)]));
}

function isColumn(name: string): boolean {
  return columns.some((column) => column === name);
}

/** Text where it is none of the others: the shape refuses it then. */
function valueOf(column: string, cell: string): string | number | boolean {
  if (column === "maxCurrent") return Number(cell);
  if (flags.includes(column)) return { true: true, false: false }[cell.toLowerCase()] ?? cell;
  return cell;
}
