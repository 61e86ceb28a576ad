import * as z from "zod";
import { type Route, route } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";

/** The page itself: what everybody may load, because there is nothing of this charger in it. */
export function pageRoutes({ page }: Pick<SiteServices, "page">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/",
      access: "public",
      summary: "The page",
      reply: "file",
      handle: () => page.start(),
    }),
    route({
      method: "GET",
      path: "/assets/:name",
      access: "public",
      summary: "What the page is made of",
      params: z.strictObject({ name: z.string().max(100) }),
      reply: "file",
      handle: ({ params }) => page.asset(params.name),
    }),
  ];
}
