import type { EpochMillis } from "#hal/core/units";
import { type Plate, plateOf } from "#agent/domain/logbook/plate";

/** Where an entry came from: an account on the page, a driver without one, what is known of the tag, or the back end. */
export const entrySources = ["page", "driver", "tag", "backEnd"] as const;
export type EntrySource = (typeof entrySources)[number];

/** Who has said it. */
export interface EntryAuthor {
  readonly source: EntrySource;
  /** The account, the tag's alias; empty where nobody is known by name. */
  readonly name: string;
}

/** What belongs to one charge. */
export interface LogbookEntry {
  /** In whole kilometres; absent where the tag need not tell it. */
  readonly odometer?: number;
  readonly plate: Plate;
}

/** As somebody typed it. */
export interface GivenEntry {
  readonly odometer?: number;
  readonly plate?: string;
  /** "I have looked again": what is only improbable is taken. */
  readonly isConfirmed?: boolean;
}

/** What is only improbable, and can be confirmed. */
export const doubts = ["belowLast", "aboveNext", "tooFar"] as const;
export type Doubt = (typeof doubts)[number];
export const entryProblems = ["plateMissing", "odometerMissing", "plateInvalid", "odometerInvalid", ...doubts] as const;
export type EntryProblem = (typeof entryProblems)[number];

/** What the same plate had at another charge. */
export interface KnownOdometer {
  readonly odometer: number;
  readonly at: EpochMillis;
}

/** The charges of the same plate before and after this one, where there are such. */
export interface Neighbours {
  readonly before?: KnownOdometer;
  readonly after?: KnownOdometer;
}

/** More than any car has ever been driven. */
export const HIGHEST_ODOMETER = 1_999_999;
/** Two drivers who take turns on a motorway come to this in a day. */
const FARTHEST_A_DAY = 2500;
/** A year of a taxi in shifts. */
const FARTHEST = 200_000;
const DAY = 86_400_000;

export type Reading =
  { readonly ok: true; readonly entry: LogbookEntry } | { readonly ok: false; readonly problem: EntryProblem };

/** What was given, made whole by what is known already, as an entry. */
export function readEntry(
  given: Pick<GivenEntry, "odometer" | "plate">,
  known: { readonly plate?: Plate | undefined; readonly asksOdometer: boolean },
): Reading {
  const typed = given.plate?.trim() ?? "";
  const plate = typed === "" ? known.plate : plateOf(typed);
  if (plate === undefined) return { ok: false, problem: typed === "" ? "plateMissing" : "plateInvalid" };
  const { odometer } = given;
  if (odometer === undefined)
    return known.asksOdometer ? { ok: false, problem: "odometerMissing" } : { ok: true, entry: { plate } };
  if (!Number.isInteger(odometer) || odometer < 0 || odometer > HIGHEST_ODOMETER)
    return { ok: false, problem: "odometerInvalid" };
  return { ok: true, entry: { odometer, plate } };
}

/** What is improbable about an odometer beside those of the same plate; an odometer never goes back, and no car drives without end. */
export function doubtOf(odometer: number, at: EpochMillis, { before, after }: Neighbours): Doubt | undefined {
  if (before !== undefined && odometer < before.odometer) return "belowLast";
  if (after !== undefined && odometer > after.odometer) return "aboveNext";
  return before !== undefined && odometer - before.odometer > farthest(at - before.at) ? "tooFar" : undefined;
}

/** A day that has begun counts whole. A clock that was set back must make nothing impossible. */
function farthest(elapsed: number): number {
  return Math.min(FARTHEST, FARTHEST_A_DAY * Math.max(1, Math.ceil(elapsed / DAY)));
}
