import { type EpochMillis, hours } from "#hal/core/units";
import { SMALLEST_OFFER } from "#agent/domain/limits/current-limit";
import { wholeTenths } from "#agent/domain/smart-charging/composite-schedule";
import type { ProfileLimit } from "#agent/domain/smart-charging/limit-at";

/** Why the current is what it is, for people. `until` is when it changes next. */
export function limitWords(
  limit: ProfileLimit,
  now: EpochMillis,
  until: EpochMillis | undefined,
  sharers: number,
): string {
  const part = limit.by.purpose === "stationMax" && sharers > 1 ? `, shared by ${sharers} outlets` : "";
  const end = until === undefined ? "" : ` until ${timeWords(until, now)}`;
  const current = wholeTenths(limit.current);
  const isTooLittle = current > 0 && current < SMALLEST_OFFER;
  const why = isTooLittle ? ` (${current} A, and a vehicle needs ${SMALLEST_OFFER} A)` : "";
  return `charging profile ${limit.by.id} of the back end${part}${end}${why}`;
}

/** The clock on the wall where the charger stands; with the date when it is not within a day. */
function timeWords(at: EpochMillis, now: EpochMillis): string {
  const date = new Date(at);
  const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  if (at - now < hours(24)) return time;
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${time}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
