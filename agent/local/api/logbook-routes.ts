import * as z from "zod";
import { evseId } from "#hal/core/charging";
import { isoTime } from "#hal/core/units";
import { doubts, type EntryProblem, entrySources, type GivenEntry } from "#agent/domain/logbook/logbook-entry";
import { LoginThrottle } from "#agent/domain/site/login-throttle";
import { transactionId } from "#agent/domain/transaction/station-fact";
import { refuse, type Refused, type Route, route } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";

type Services = Pick<SiteServices, "onSite" | "history" | "lineClock">;

/** Whether it makes sense is judged together with what is known; here only its size. */
const given = {
  /** In whole kilometres; null where it need not be told. */
  odometer: z.number().min(0).max(99_999_999).nullable().default(null),
  /** Empty for the one that is known of the tag, or was entered before. */
  plate: z.string().max(40).default(""),
  /** Takes what is only improbable; that it was is kept. */
  confirmed: z.boolean().default(false),
};
const params = z.strictObject({ session: z.string().min(1).max(64) });

/** Odometer and plate of charges, by who has an account and by the driver who has none. */
export function logbookRoutes(services: Services): readonly Route[] {
  return [...forAccounts(services), forDrivers(services)];
}

function forAccounts({ onSite: { logbook }, history }: Services): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/sessions/:session/logbook",
      access: "operator",
      summary: "Who entered odometer and plate of a session, and each correction, oldest first",
      params,
      reply: z.strictObject({
        changes: z.array(
          z.strictObject({
            at: z.string(),
            source: z.enum(entrySources),
            by: z.string(),
            odometer: z.number().nullable(),
            plate: z.string(),
            /** What was improbable about it and confirmed. */
            confirmed: z.enum(doubts).nullable(),
          }),
        ),
      }),
      handle: ({ params: { session } }) => {
        const id = transactionId(session);
        if (history.find(id) === undefined) return refuse(404, "notFound");
        const changes = logbook.history(id).map(({ at, author, entry, overrode }) => ({
          at: isoTime(at),
          source: author.source,
          by: author.name,
          odometer: entry.odometer ?? null,
          plate: entry.plate,
          confirmed: overrode ?? null,
        }));
        return { kind: "ok", body: { changes } };
      },
    }),
    route({
      method: "PUT",
      path: "/api/sessions/:session/logbook",
      access: "operator",
      summary: "Enter odometer and plate of a session, running or over, or correct them; who did it is kept",
      params,
      body: z.strictObject(given),
      reply: done,
      handle: ({ params: { session }, body, visitor }) => {
        const name = visitor.login?.account.name ?? "";
        const outcome = logbook.enter(transactionId(session), givenOf(body), { source: "page", name });
        if (outcome.ok) return { kind: "ok", body: {} };
        return outcome.reason === "unknown" ? refuse(404, "notFound") : problem(outcome.reason);
      },
    }),
  ];
}

/** Tells nothing of any charge. Wrong tries cost the address time, improbable ones too: they would tell what a plate had before. */
function forDrivers({ onSite: { logbook }, lineClock }: Services): Route {
  const throttle = new LoginThrottle();
  return route({
    method: "POST",
    path: "/api/logbook",
    access: "public",
    summary:
      "Enter odometer and plate of the charge that waits for them, once, with the last four characters of the card or the PIN of the guest; a charge without card needs no code",
    body: z.strictObject({
      ...given,
      code: z.string().max(40).default(""),
      evse: z.number().int().min(1).max(99).exactOptional(),
    }),
    reply: z.strictObject({ evse: z.number() }),
    handle: ({ body, visitor: { address } }) => {
      const now = lineClock.uptime();
      const sources = [`address ${address}`];
      const wait = throttle.waitFor(sources, now);
      if (wait > 0) return refuse(429, "wait", { retryAfter: Math.ceil(wait / 1000) });
      throttle.evaluating(now);
      const evse = body.evse === undefined ? undefined : evseId(body.evse);
      const outcome = logbook.enterAsDriver(body.code, givenOf(body), evse);
      if (outcome.ok) return { kind: "ok", body: { evse: outcome.value } };
      throttle.failed(sources, now);
      return outcome.reason === "wrong" ? refuse(403, "wrong") : problem(outcome.reason);
    },
  });
}

function givenOf({
  odometer,
  plate,
  confirmed,
}: {
  readonly odometer: number | null;
  readonly plate: string;
  readonly confirmed: boolean;
}): GivenEntry {
  return { plate, isConfirmed: confirmed, ...(odometer === null ? {} : { odometer }) };
}

function problem(reason: EntryProblem): Refused {
  return refuse(422, reason);
}
