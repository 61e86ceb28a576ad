import * as z from "zod";
import { assertNever } from "#hal/core/assert-never";
import { evseId } from "#hal/core/charging";
import { amperes, isoTime, minutes } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import type { CommandOutcome } from "#agent/domain/command";
import { type Answer, refuse, type Route, route } from "#agent/local/api/route";
import { done, evseParams } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";

const DAY = 24 * 60;
/** How long a wish holds where nothing else ends it. */
const duration = z
  .number()
  .min(1)
  .max(7 * DAY)
  .default(DAY);

/** What people on site do to a charge, and what has flowed. */
export function evseRoutes(services: Pick<SiteServices, "onSite" | "settings">): readonly Route[] {
  return [...beginAndEnd(services), ...holdAndLimit(services), recentRoute(services)];
}

function recentRoute({ onSite }: Pick<SiteServices, "onSite">): Route {
  return route({
    method: "GET",
    path: "/api/evses/:evse/power",
    access: "viewer",
    summary: "The power of the last quarter of an hour, a mean of every five seconds, oldest first",
    params: evseParams,
    reply: z.strictObject({ points: z.array(z.strictObject({ at: z.string(), powerW: z.number() })).readonly() }),
    handle: ({ params }) => {
      const points = onSite.curves.recent(evseId(params.evse));
      if (points === undefined) return refuse(404, "notFound");
      return { kind: "ok", body: { points: points.map(({ at, powerW }) => ({ at: isoTime(at), powerW })) } };
    },
  });
}

function beginAndEnd({ onSite, settings }: Pick<SiteServices, "onSite" | "settings">): readonly Route[] {
  return [
    route({
      method: "POST",
      path: "/api/evses/:evse/start",
      access: "operator",
      summary:
        "Begin a charge under a tag, as if its card had been held to the reader; without one under that of the site",
      params: evseParams,
      body: z.strictObject({ token: z.string().trim().min(1).max(20).exactOptional() }),
      reply: done,
      handle: ({ params, body }) => {
        const token = body.token ?? settings.get("site.startToken");
        if (token === "") return refuse(422, "tokenNeeded");
        return answer(onSite.handle({ type: "localStart", evse: evseId(params.evse), token: idToken(token) }));
      },
    }),
    route({
      method: "POST",
      path: "/api/evses/:evse/stop",
      access: "operator",
      summary: "End the charge",
      params: evseParams,
      body: done,
      reply: done,
      handle: ({ params }) => answer(onSite.handle({ type: "localStop", evse: evseId(params.evse) })),
    }),
    route({
      method: "POST",
      path: "/api/evses/:evse/unlock",
      access: "operator",
      summary: "Let go of the plug; a charge that runs is ended first. Answers when the bolt has moved, or has not",
      params: evseParams,
      body: done,
      reply: done,
      handle: async ({ params }) => {
        const evse = evseId(params.evse);
        if (onSite.state().evses[String(evse)] === undefined) return refuse(404, "notFound");
        const outcome = await onSite.unlock(evse);
        if (outcome === "unlocked") return { kind: "ok", body: {} };
        return refuse(409, outcome === "failed" ? "lockFailed" : "noLock");
      },
    }),
  ];
}

function holdAndLimit({ onSite }: Pick<SiteServices, "onSite">): readonly Route[] {
  return [
    route({
      method: "POST",
      path: "/api/evses/:evse/pause",
      access: "operator",
      summary: "Hold the charge at 0 A, until it is resumed, ends or the time is over",
      params: evseParams,
      body: z.strictObject({ minutes: duration }),
      reply: done,
      handle: ({ params, body }) =>
        answer(onSite.handle({ type: "pause", evse: evseId(params.evse), duration: minutes(body.minutes) })),
    }),
    route({
      method: "POST",
      path: "/api/evses/:evse/resume",
      access: "operator",
      summary: "Go on after a pause",
      params: evseParams,
      body: done,
      reply: done,
      handle: ({ params }) => answer(onSite.handle({ type: "resume", evse: evseId(params.evse) })),
    }),
    route({
      method: "POST",
      path: "/api/evses/:evse/current",
      access: "operator",
      summary: "At most so many amperes per phase, until the charge ends or the time is over; null for no such wish",
      params: evseParams,
      body: z.strictObject({ amperes: z.number().min(6).max(80).nullable(), minutes: duration }),
      reply: done,
      handle: ({ params, body }) => {
        const wish = body.amperes === null ? {} : { limit: amperes(body.amperes) };
        const command = { evse: evseId(params.evse), duration: minutes(body.minutes), ...wish };
        return answer(onSite.handle({ type: "limitCurrent", ...command }));
      },
    }),
  ];
}

function answer(outcome: CommandOutcome): Answer<z.output<typeof done>> {
  switch (outcome) {
    case "accepted":
    case "scheduled":
      return { kind: "ok", body: {} };
    case "unknownEvse":
      return refuse(404, "notFound");
    case "rejected":
    case "notSupported":
      return refuse(409, outcome);
    default:
      return assertNever(outcome);
  }
}
