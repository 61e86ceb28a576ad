import * as z from "zod";
import { isoTime } from "#hal/core/units";
import { eventCodes, eventSeverities, type KeptEvent } from "#agent/domain/site/site-event";
import { refuse, type Route, route } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";

const severity = z.enum(eventSeverities);
const id = z.int().min(1);
const event = z.strictObject({
  id,
  /** When it happened last. */
  at: z.string(),
  code: z.enum(eventCodes),
  severity,
  evse: z.number().nullable(),
  /** What it is about: a fault, a setting, an account, a version. */
  subject: z.string().nullable(),
  /** How often it happened within this entry. */
  count: z.number(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: z.string().nullable(),
});
const query = z.strictObject({
  before: z.coerce.number().pipe(id).exactOptional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(200)).default(50),
  severity: severity.exactOptional(),
  /** Warnings and alarms that nobody has acknowledged. */
  open: z.enum(["true", "false"]).default("false"),
});

/** What happened to this charger, and who has seen it. */
export function eventRoutes({ store, clock, feed }: Pick<SiteServices, "store" | "clock" | "feed">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/events",
      access: "viewer",
      summary: "What happened, newest first; `before` the id of an event for older ones",
      query,
      reply: z.strictObject({ events: z.array(event), open: z.number() }),
      handle: ({ query: { open, ...page } }) => ({
        kind: "ok",
        body: {
          events: store.events.page({ ...page, openOnly: open === "true" }).map(shown),
          open: store.events.open(),
        },
      }),
    }),
    route({
      method: "POST",
      path: "/api/events/acknowledge",
      access: "operator",
      summary: "Say that somebody has seen the events from the first id to the last",
      body: z.strictObject({ first: id, last: id }),
      reply: z.strictObject({ acknowledged: z.number() }),
      handle: ({ body, visitor }) => {
        if (visitor.login === undefined) return refuse(401, "loginNeeded");
        const count = store.events.acknowledge(body, visitor.login.account.name, clock.now());
        feed.lookAgain();
        return { kind: "ok", body: { acknowledged: count } };
      },
    }),
  ];
}

function shown({
  id: own,
  at,
  code,
  severity: grade,
  evse,
  subject,
  count,
  acknowledged,
}: KeptEvent): z.output<typeof event> {
  return {
    id: own,
    at: isoTime(at),
    code,
    severity: grade,
    evse: evse ?? null,
    subject: subject ?? null,
    count,
    acknowledgedBy: acknowledged?.by ?? null,
    acknowledgedAt: acknowledged === undefined ? null : isoTime(acknowledged.at),
  };
}
