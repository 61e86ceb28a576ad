import { epochMillis, type EpochMillis } from "#hal/core/units";

const dateTime = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads a time that the CSMS sent. RFC 3339, and besides what real servers send: no zone (taken as UTC), a blank instead of the T, an offset without
 * colon. Undefined when it is no time. Finer than a millisecond is cut off.
 */
export function readOcppTime(text: string): EpochMillis | undefined {
  const match = dateTime.exec(text);
  if (match === null) return undefined;
  const [, date = "", time = "", fraction = "", zone = "Z"] = match;
  const offset = /^[Zz]$/.test(zone) ? "Z" : zone.replace(/^(.\d{2}):?(\d{2})$/, "$1:$2");
  const at = Date.parse(`${date}T${time}${fraction.slice(0, 4)}${offset}`);
  if (Number.isNaN(at) || !existsInCalendar(date)) return undefined;
  return epochMillis(at);
}

/** `Date.parse` turns 30 February into 2 March. */
function existsInCalendar(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
