import * as z from "zod";
import { evseId } from "#hal/core/charging";
import { epochMillis, isoTime } from "#hal/core/units";
import { maskedToken } from "#agent/domain/site/masked-token";
import { isAtLeast } from "#agent/domain/site/role";
import { pointsOf } from "#agent/domain/site/power-curve";
import { reportForms } from "#agent/domain/site/report-period";
import { sessionCurve } from "#agent/domain/site/session-curve";
import { languages } from "#agent/domain/site/site-settings";
import type { SiteZone } from "#agent/domain/site/site-zone";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { detailSchema, entryOf, pageSchema, totalsSchema } from "#agent/local/api/history-schema";
import { day, periodOf, zoneOf } from "#agent/local/api/period";
import { refuse, type Refused, type Route, route, type Visitor } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";
import { co2PerKwh, sessionExport } from "#agent/local/reports/session-export";
import type { HistoryFilter } from "#agent/ports/session-history";
import type { SessionRecord } from "#agent/ports/session-record";

const whole = (longest: number) =>
  z
    .string()
    .regex(new RegExp(`^[1-9]\\d{0,${String(longest - 1)}}$`))
    .transform(Number);
const filter = z.strictObject({
  from: day.exactOptional(),
  to: day.exactOptional(),
  evse: whole(2).exactOptional(),
  token: z.string().trim().min(1).max(36).exactOptional(),
  tag: z.string().trim().min(1).max(60).exactOptional(),
  access: z.enum(["private", "public"]).exactOptional(),
  payment: z.enum(["free", "paid"]).exactOptional(),
});
type Filter = z.output<typeof filter>;

/** The samples of some days; a curve needs no more. */
const MOST_FACTS = 5000;
const USUAL_PAGE = 50;
const MOST_ON_PAGE = 200;

type Services = Pick<SiteServices, "history" | "sessionDetails" | "settings" | "onSite" | "clock" | "breathe">;

/** What was charged here, to look at and to take along. */
export function historyRoutes(services: Services): readonly Route[] {
  return [listRoute(services), totalsRoute(services), ...exportRoutes(services), detailRoute(services)];
}

function listRoute(services: Services): Route {
  return route({
    method: "GET",
    path: "/api/sessions",
    access: "viewer",
    summary: "Charging sessions, newest first; `next` of one answer is `before` of the question for older ones",
    query: filter.extend({ before: whole(15).exactOptional(), limit: whole(3).default(USUAL_PAGE) }),
    reply: pageSchema,
    handle: ({ query, visitor }) => {
      const { history, sessionDetails, settings } = services;
      const { before, limit: asked, ...rest } = query;
      const zone = zoneOf(settings);
      const matching = matchingOf(rest, zone, visitor);
      if ("kind" in matching) return matching;
      const limit = Math.min(asked, MOST_ON_PAGE);
      const found = history.newest(matching, { limit, ...(before === undefined ? {} : { before }) });
      const items = found.map(({ session }) =>
        entryOf(session, sessionDetails(session), tokenTextFor(visitor), co2PerKwh(services)),
      );
      const next = found.length < limit ? null : (found.at(-1)?.place ?? null);
      return { kind: "ok", body: { items, next, timeZone: zone.name } };
    },
  });
}

function totalsRoute(services: Services): Route {
  const { history, settings } = services;
  return route({
    method: "GET",
    path: "/api/sessions/totals",
    access: "viewer",
    summary: "How many sessions, how much energy, how much time and money",
    query: filter,
    reply: totalsSchema,
    handle: ({ query, visitor }) => {
      const matching = matchingOf(query, zoneOf(settings), visitor);
      if ("kind" in matching) return matching;
      const { sessions, energy, duration, costs } = history.totals(matching);
      const factor = co2PerKwh(services);
      return {
        kind: "ok",
        body: {
          sessions,
          energyWh: energy,
          durationSeconds: Math.round(duration / 1000),
          costs: costs.map(({ amount, currency }) => ({ amount, currency: currency ?? null })),
          co2AvoidedKg: factor === undefined ? null : (energy / 1000) * factor,
        },
      };
    },
  });
}

/** As it was written down, or goes on now; of sessions of older programs from what is still kept of their samples. */
function courseOf({ history, onSite }: Services, session: SessionRecord) {
  const { transactionId: id, startedAt, meterStart, ended } = session;
  const curve = onSite.curves.running(id) ?? history.curve(id);
  const start = { at: startedAt, energy: meterStart, ...(ended === undefined ? {} : { until: ended.at }) };
  const points = curve === undefined ? sessionCurve(history.samples(id, MOST_FACTS)) : pointsOf(curve, start);
  return {
    curve: points.map(({ at, powerW, importWh }) => ({
      at: isoTime(at),
      powerW: powerW ?? null,
      importWh: importWh ?? null,
    })),
    limits: (curve?.limits ?? []).map(({ after, ...limit }) => ({
      ...limit,
      at: isoTime(epochMillis(startedAt + after * 1000)),
    })),
  };
}

function detailRoute(services: Services): Route {
  const { history } = services;
  return route({
    method: "GET",
    path: "/api/sessions/:session",
    access: "viewer",
    summary: "One session with its curve and the limits that held, as far as they are still kept",
    params: z.strictObject({ session: z.string().min(1).max(64) }),
    reply: detailSchema,
    handle: ({ params, visitor }) => {
      const id = transactionId(params.session);
      const session = history.find(id);
      if (session === undefined) return refuse(404, "notFound");
      const details = services.sessionDetails(session);
      return {
        kind: "ok",
        body: {
          ...entryOf(session, details, tokenTextFor(visitor), co2PerKwh(services)),
          meterStartWh: session.meterStart,
          meterStopWh: session.ended?.meterStop ?? null,
          meterSerial: session.meterSerial ?? null,
          csmsNumber: session.csmsNumber ?? null,
          timeZone: zoneOf(services.settings).name,
          ...courseOf(services, session),
        },
      };
    },
  });
}

function exportRoutes(services: Services): readonly Route[] {
  return reportForms.map((form) =>
    route({
      method: "GET",
      path: `/api/sessions/export.${form}`,
      access: "viewer",
      summary: `The ended sessions as ${form.toUpperCase()}, oldest first, in a language and the site's time`,
      query: filter.extend({ language: z.enum(languages).exactOptional() }),
      reply: "file",
      handle: ({ query: { language, ...rest }, visitor }) => {
        const zone = zoneOf(services.settings);
        const matching = matchingOf(rest, zone, visitor);
        if ("kind" in matching) return matching;
        const usual = languages.find((each) => each === services.settings.get("site.language")) ?? "en";
        const wish = { form, filter: matching, days: rest, zone, language: language ?? usual };
        return sessionExport(services, { ...wish, tokenText: tokenTextFor(visitor) });
      },
    }),
  );
}

/** Who may only look cannot find out a tag's number by trying. */
function matchingOf(filter: Filter, zone: SiteZone, visitor: Visitor): HistoryFilter | Refused {
  const { evse, tag, from, to, ...rest } = filter;
  const inToken = maySeeTokens(visitor);
  if (rest.token !== undefined && !inToken) return refuse(403, "roleNeeded");
  const days = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  return {
    ...rest,
    ...periodOf(zone, days),
    ...(evse === undefined ? {} : { evse: evseId(evse) }),
    ...(tag === undefined ? {} : { tag: { text: tag, inToken } }),
  };
}

function maySeeTokens({ login }: Visitor): boolean {
  return login !== undefined && isAtLeast(login.account.role, "operator");
}

function tokenTextFor(visitor: Visitor): (token: string) => string {
  return maySeeTokens(visitor) ? (token) => token : maskedToken;
}
