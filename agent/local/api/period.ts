import * as z from "zod";
import type { EpochMillis } from "#hal/core/units";
import { dayAfter, isDay, SiteZone } from "#agent/domain/site/site-zone";
import type { SiteSettings } from "#agent/local/site-settings";

/** A day on the calendar of the place. */
export const day = z
  .string()
  .refine(isDay)
  .meta({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "a day, 2026-03-01" });

/** The clock on the wall here. */
export function zoneOf(settings: Pick<SiteSettings, "get">): SiteZone {
  return new SiteZone(settings.get("site.timeZone"));
}

/** From the beginning of the first day to the end of the last one. */
export function periodOf(
  zone: SiteZone,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): { readonly from?: EpochMillis; readonly to?: EpochMillis } {
  return {
    ...(from === undefined ? {} : { from: zone.startOf(from) }),
    ...(to === undefined ? {} : { to: zone.startOf(dayAfter(to, 1)) }),
  };
}
