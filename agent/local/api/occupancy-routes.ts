import * as z from "zod";
import { dayAfter } from "#agent/domain/site/site-zone";
import { FULL_FROM, occupancyOf } from "#agent/domain/site/occupancy";
import { type Answer, refuse, type Route, route } from "#agent/local/api/route";
import { day, zoneOf } from "#agent/local/api/period";
import type { SiteServices } from "#agent/local/api/services";
import { epochMillis } from "#hal/core/units";

const use = z.strictObject({
  /** Seconds that there were, at all outlets. */
  total: z.number(),
  /** Of these with a vehicle plugged in. */
  plugged: z.number(),
  /** Of these with energy flowing. */
  charging: z.number(),
});
const occupancy = z.strictObject({
  from: day,
  to: day,
  timeZone: z.string(),
  whole: use,
  days: z.array(use.extend({ day })).readonly(),
  /** Hour 0 to hour 23. */
  hours: z.array(use).readonly(),
  /** Monday to Sunday. */
  weekdays: z.array(use).readonly(),
  isFull: z.boolean(),
  /** From this share on. */
  fullFrom: z.number(),
});
const query = z.strictObject({ from: day.exactOptional(), to: day.exactOptional() });

/** A week, as managers look at it. */
const USUAL_DAYS = 7;
const MOST_DAYS = 1100;

type Services = Pick<SiteServices, "history" | "onSite" | "settings" | "clock">;

/** How much the place is used. */
export function occupancyRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/occupancy",
      access: "viewer",
      summary:
        "How much of the time vehicles were plugged in and charged, by day, hour and weekday; the last 7 days unless asked",
      query,
      reply: occupancy,
      handle: ({ query: asked }) => answer(services, asked),
    }),
  ];
}

function answer(services: Services, asked: z.output<typeof query>): Answer<z.output<typeof occupancy>> {
  const { history, onSite, settings, clock } = services;
  const zone = zoneOf(settings);
  const now = clock.now();
  const lastDay = asked.to ?? zone.dayOf(now);
  const firstDay = asked.from ?? dayAfter(lastDay, 1 - USUAL_DAYS);
  const from = zone.startOf(firstDay);
  const to = zone.startOf(dayAfter(lastDay, 1));
  if (firstDay > lastDay || firstDay < dayAfter(lastDay, -MOST_DAYS)) return refuse(422, "period");
  // What has not happened yet is not free time.
  const period = { from, to: epochMillis(Math.max(from, Math.min(to, now))) };
  const found = occupancyOf({
    ...period,
    stays: [...history.stays(period), ...onSite.present()],
    outlets: Object.keys(onSite.state().evses).length,
    zone,
  });
  return {
    kind: "ok",
    body: { from: firstDay, to: lastDay, timeZone: zone.name, ...found, days: [...found.days], fullFrom: FULL_FROM },
  };
}
