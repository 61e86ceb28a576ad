import { type EpochMillis, epochMillis, type Millis, millis, minutes } from "#hal/core/units";

/** How far local time is ahead of UTC, now and after the next change. OCPP 1.6 knows UTC only; people and tariffs do not. */
export interface TimeOffsets {
  readonly offset: Millis;
  readonly change?: { readonly at: EpochMillis; readonly offset: Millis };
}

export function offsetAt({ offset, change }: TimeOffsets, at: EpochMillis): Millis {
  return change !== undefined && at >= change.at ? change.offset : offset;
}

/** Of "+01:00", "-08:00" or "Z"; empty for none. Undefined when it is no offset. */
export function parseOffset(text: string): Millis | undefined {
  if (text === "" || text === "Z") return millis(0);
  const [, sign, hour, minute] = /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  return millis((sign === "-" ? -1 : 1) * minutes(Number(hour) * 60 + Number(minute)));
}

const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;

/** An RFC 3339 time. One that names no zone is local time. */
export function parseTime(text: string, offsets: TimeOffsets): EpochMillis | undefined {
  if (ZONED.test(text)) return finite(Date.parse(text));
  if (!ZONED.test(`${text}Z`)) return undefined;
  const asIfUtc = finite(Date.parse(`${text}Z`));
  if (asIfUtc === undefined) return undefined;
  const byOld = epochMillis(asIfUtc - offsets.offset);
  return epochMillis(asIfUtc - offsetAt(offsets, byOld));
}

/** For people: the time on the clock of the site, with its offset. */
export function localIso(at: EpochMillis, offsets: TimeOffsets): string {
  const offset = offsetAt(offsets, at);
  const wall = new Date(at + offset).toISOString().slice(0, 19);
  const size = Math.abs(offset) / minutes(1);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${wall}${offset < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

function finite(time: number): EpochMillis | undefined {
  return Number.isFinite(time) ? epochMillis(time) : undefined;
}
