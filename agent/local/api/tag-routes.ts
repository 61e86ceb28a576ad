import * as z from "zod";
import { isoTime } from "#hal/core/units";
import { idToken } from "#agent/domain/authorization/id-token";
import { refuse, type Route, route } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";
import {
  importOutcomes,
  tagBody,
  tagOf,
  tagsAsCsv,
  tagsFromCsv,
  tagView,
  tokenText,
  viewOf,
} from "#agent/local/api/tag-document";

const params = z.strictObject({ token: tokenText });
const LARGE = 524_288;

/** Cards and key fobs that people here know by name. */
export function tagRoutes(services: Pick<SiteServices, "onSite" | "history">): readonly Route[] {
  return [...oneByOne(services), ...allAtOnce(services), useRoute(services)];
}

/** More than anybody looks through. */
const MOST_USES = 500;
const uses = z.strictObject({
  items: z
    .array(
      z.strictObject({
        token: z.string(),
        /** What it is called now, or was called when it was charged with last. */
        alias: z.string().nullable(),
        /** It is one of the local tags. */
        isKnown: z.boolean(),
        sessions: z.number(),
        energyWh: z.number(),
        lastStartedAt: z.string(),
      }),
    )
    .readonly(),
});

function useRoute({ onSite: { access }, history }: Pick<SiteServices, "onSite" | "history">): Route {
  return route({
    method: "GET",
    path: "/api/tag-use",
    access: "operator",
    summary: "Everybody who has charged here, those who did so last first: how often, how much",
    reply: uses,
    handle: () => {
      const items = history.uses(MOST_USES).map(({ token, alias, sessions, energy, lastStartedAt }) => {
        const tag = access.tag(token);
        const name = tag?.alias ?? alias ?? null;
        const last = isoTime(lastStartedAt);
        return { token, alias: name, isKnown: tag !== undefined, sessions, energyWh: energy, lastStartedAt: last };
      });
      return { kind: "ok", body: { items } };
    },
  });
}

function oneByOne({ onSite: { access } }: Pick<SiteServices, "onSite">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/tags",
      access: "operator",
      summary: "Every local tag with its rights and when it was last held to the reader",
      reply: z.strictObject({ tags: z.array(tagView) }),
      handle: () => ({ kind: "ok", body: { tags: access.tags().map(viewOf) } }),
    }),
    route({
      method: "PUT",
      path: "/api/tags/:token",
      access: "operator",
      summary: "Make a local tag or change it; what is left out is as at first",
      params,
      body: tagBody,
      reply: done,
      handle: ({ params: { token }, body }) =>
        access.putTags([tagOf(token, body)]) ? { kind: "ok", body: {} } : refuse(409, "tooMany"),
    }),
    route({
      method: "DELETE",
      path: "/api/tags/:token",
      access: "operator",
      summary: "Remove a local tag; a charge that it began goes on",
      params,
      reply: done,
      handle: ({ params: { token } }) =>
        access.removeTag(idToken(token)) ? { kind: "ok", body: {} } : refuse(404, "notFound"),
    }),
  ];
}

function allAtOnce({ onSite: { access } }: Pick<SiteServices, "onSite">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/tag-file",
      access: "operator",
      summary: "All local tags as CSV",
      reply: "file",
      handle: () => ({
        kind: "file",
        contentType: "text/csv; charset=utf-8",
        fileName: "tags.csv",
        body: Buffer.from(tagsAsCsv(access.tags()), "utf8"),
      }),
    }),
    route({
      method: "POST",
      path: "/api/tag-file",
      access: "operator",
      summary:
        "Make or change the local tags of such a CSV, each line with its own result. With dryRun nothing is changed",
      body: z.strictObject({ csv: z.string().max(LARGE), dryRun: z.boolean().default(false) }),
      reply: z.strictObject({
        items: z.array(z.strictObject({ line: z.number(), outcome: z.enum(importOutcomes) })),
      }),
      bodyLimit: LARGE,
      handle: ({ body: { csv, dryRun } }) => {
        const lines = tagsFromCsv(csv);
        if (lines === undefined) return refuse(422, "heading");
        const tags = lines.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
        if (!dryRun && !access.putTags(tags)) return refuse(409, "tooMany");
        return { kind: "ok", body: { items: lines.map(({ line, outcome }) => ({ line, outcome })) } };
      },
    }),
  ];
}
