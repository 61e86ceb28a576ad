import type { TagDuty } from "#agent/domain/logbook/tag-logbook";

/** A tag as the charger tells it. */
export interface Tag {
  readonly token: string;
  readonly alias: string;
  readonly owner: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly maxCurrent: number | null;
  readonly mayCharge: boolean;
  readonly mayStop: boolean;
  readonly paid: boolean;
  readonly enabled: boolean;
  readonly logbook: TagDuty;
  readonly plate: string;
  readonly asksOdometer: boolean;
  readonly lastSeenAt: string | null;
}

/** What was charged under a token, be it a tag of this place or not. */
export interface TagUse {
  readonly token: string;
  readonly alias: string | null;
  readonly isKnown: boolean;
  readonly sessions: number;
  readonly energyWh: number;
  readonly lastStartedAt: string;
}

/** A tag while somebody types: days and amperes are texts. */
export interface Draft extends Omit<Tag, "validFrom" | "validTo" | "maxCurrent" | "lastSeenAt"> {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly amperes: string;
}

export const emptyDraft: Draft = {
  token: "",
  alias: "",
  owner: "",
  firstDay: "",
  lastDay: "",
  amperes: "",
  mayCharge: true,
  mayStop: false,
  paid: false,
  enabled: true,
  logbook: "byRule",
  plate: "",
  asksOdometer: true,
};

export function draftOf({ validFrom, validTo, maxCurrent, lastSeenAt: _seen, ...rest }: Tag): Draft {
  return {
    ...rest,
    firstDay: validFrom === null ? "" : dayOf(new Date(validFrom)),
    // The last moment that is still valid.
    lastDay: validTo === null ? "" : dayOf(new Date(Date.parse(validTo) - 1)),
    amperes: maxCurrent === null ? "" : String(maxCurrent),
  };
}

/** What is sent; the days are those of whoever sits before the page. */
export function bodyOf({ token: _path, firstDay, lastDay, amperes, ...rest }: Draft): object {
  return {
    ...rest,
    validFrom: firstDay === "" ? null : midnight(firstDay, 0),
    validTo: lastDay === "" ? null : midnight(lastDay, 1),
    maxCurrent: amperes.trim() === "" ? null : Number(amperes.replace(",", ".")),
  };
}

function dayOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function midnight(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
