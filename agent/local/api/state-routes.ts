import * as z from "zod";
import { branchOf } from "#agent/domain/site/state-changes";
import { refuse, type Route, route } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";
import { asDescribed, stateSchema } from "#agent/local/api/state-schema";

/** The state, whole or a branch, and its changes as they happen. */
export function stateRoutes({ feed }: Pick<SiteServices, "feed">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/state",
      access: "viewer",
      summary: "The whole state",
      reply: stateSchema,
      handle: () => ({ kind: "ok", body: asDescribed(feed.state()) }),
    }),
    route({
      method: "GET",
      path: "/api/state/*",
      access: "viewer",
      summary: "One branch of the state, by its path: csms, evses/1/meter",
      params: z.strictObject({ "*": z.string().max(200) }),
      reply: z.unknown(),
      handle: ({ params }) => {
        const branch = branchOf({ ...asDescribed(feed.state()) }, params["*"]);
        return branch === undefined ? refuse(404, "notFound") : { kind: "ok", body: branch };
      },
    }),
    route({
      method: "GET",
      path: "/api/live",
      access: "viewer",
      isWebSocket: true,
      summary: "A WebSocket that sends the whole state and then what changes, by path",
      reply: z.strictObject({}),
      handle: () => refuse(400, "webSocketNeeded"),
    }),
  ];
}
