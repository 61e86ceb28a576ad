import * as z from "zod";
import { evseId } from "#hal/core/charging";
import { hours, epochMillis, isoTime } from "#hal/core/units";
import { outletSummaries } from "#agent/domain/site/outlet-summary";
import { LoginThrottle } from "#agent/domain/site/login-throttle";
import { type Answer, refuse, type Route, route, type Visitor } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";

type Services = Pick<SiteServices, "onSite" | "clock" | "settings" | "lineClock">;

const pin = z.string().min(1).max(40);
const DAY = 24;
const invitation = z.strictObject({
  name: z.string().trim().min(1).max(60),
  validHours: z
    .number()
    .min(1)
    .max(30 * DAY),
  longestMinutes: z
    .number()
    .int()
    .min(10)
    .max(2 * DAY * 60),
});
const started = z.strictObject({ evse: z.number() });

/** People who charge for a while with a PIN, and what those may know who have no account. */
export function guestRoutes(services: Services): readonly Route[] {
  return [...forHosts(services), ...forGuests(services), placeRoute(services)];
}

function forHosts({ onSite: { guests }, clock }: Services): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/guests",
      access: "operator",
      summary: "Guests whose PIN is valid",
      reply: z.strictObject({
        guests: z.array(
          z.strictObject({ id: z.number(), name: z.string(), expiresAt: z.string(), longestMinutes: z.number() }),
        ),
      }),
      handle: () => {
        const all = guests.guests().map(({ id, name, expiresAt, longestMinutes }) => ({
          id,
          name,
          expiresAt: isoTime(expiresAt),
          longestMinutes,
        }));
        return { kind: "ok", body: { guests: all } };
      },
    }),
    route({
      method: "POST",
      path: "/api/guests",
      access: "operator",
      summary: "Invite a guest; the PIN is told in this answer and never again",
      body: invitation,
      reply: z.strictObject({ id: z.number(), pin: z.string(), expiresAt: z.string() }),
      handle: ({ body: { name, validHours, longestMinutes } }) => {
        const expiresAt = epochMillis(clock.now() + hours(validHours));
        const made = guests.invite(name, expiresAt, longestMinutes);
        if (made === undefined) return refuse(409, "tooMany");
        return { kind: "ok", body: { ...made, expiresAt: isoTime(expiresAt) } };
      },
    }),
    route({
      method: "DELETE",
      path: "/api/guests/:id",
      access: "operator",
      summary: "Withdraw an invitation; a charge under it ends",
      params: z.strictObject({
        id: z
          .string()
          .regex(/^[1-9]\d{0,9}$/)
          .transform(Number),
      }),
      reply: done,
      handle: ({ params: { id } }) => (guests.withdraw(id) ? { kind: "ok", body: {} } : refuse(404, "notFound")),
    }),
  ];
}

function forGuests({ onSite: { guests }, lineClock }: Services): readonly Route[] {
  const throttle = new LoginThrottle();
  return [
    route({
      method: "POST",
      path: "/api/guests/start",
      access: "public",
      summary: "Charge with the PIN of a guest, where a vehicle waits unless an outlet is named",
      body: z.strictObject({ pin, evse: z.number().int().min(1).max(99).exactOptional() }),
      reply: started,
      handle: ({ body, visitor }) =>
        tried(visitor, () => guests.start(body.pin, body.evse === undefined ? undefined : evseId(body.evse))),
    }),
    route({
      method: "POST",
      path: "/api/guests/stop",
      access: "public",
      summary: "End the charge that was begun with the PIN",
      body: z.strictObject({ pin }),
      reply: started,
      handle: ({ body, visitor }) => tried(visitor, () => guests.stop(body.pin)),
    }),
  ];

  /** Guessing waits by address; the PINs are too many for all addresses together. */
  function tried(
    { address }: Visitor,
    look: () => ReturnType<typeof guests.start> | ReturnType<typeof guests.stop>,
  ): Answer<z.output<typeof started>> {
    const now = lineClock.uptime();
    const sources = [`address ${address}`];
    const wait = throttle.waitFor(sources, now);
    if (wait > 0) return refuse(429, "wait", { retryAfter: Math.ceil(wait / 1000) });
    throttle.evaluating(now);
    const outcome = look();
    if (outcome.ok) return { kind: "ok", body: { evse: outcome.value } };
    if (outcome.reason === "wrong") {
      throttle.failed(sources, now);
      return refuse(403, "wrong");
    }
    return refuse(409, outcome.reason);
  }
}

function placeRoute({ onSite, settings }: Services): Route {
  return route({
    method: "GET",
    path: "/api/place",
    access: "public",
    summary: "Name, hours and outlets of a place that is publicly visible; of any other nothing",
    reply: z.strictObject({
      name: z.string(),
      isOpen: z.boolean(),
      visitorsPay: z.boolean(),
      outlets: z.array(z.strictObject({ evse: z.number(), summary: z.enum(outletSummaries) })),
    }),
    handle: () => {
      const { publiclyVisible, audience, visitorsPay } = onSite.access.rules();
      if (!publiclyVisible || audience === "private") return refuse(404, "notFound");
      const { evses, station } = onSite.state();
      return {
        kind: "ok",
        body: {
          name: settings.get("site.name") || station.name,
          isOpen: onSite.access.isOpen(),
          visitorsPay,
          outlets: Object.entries(evses).map(([id, { summary }]) => ({ evse: Number(id), summary })),
        },
      };
    },
  });
}
