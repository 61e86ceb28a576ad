import * as z from "zod";
import { isoTime } from "#hal/core/units";
import type { LearningView } from "#agent/control/tag-learning";
import { type Route, route } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";

const view = z.strictObject({
  isOpen: z.boolean(),
  until: z.string().nullable(),
  /** The card that was held to the reader, until it is a local tag. */
  token: z.string().nullable(),
});

/** Learning a card by holding it to the reader. */
export function learningRoutes({ onSite: { learning } }: Pick<SiteServices, "onSite">): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/learning",
      access: "operator",
      summary: "Whether a card is waited for, and which one came",
      reply: view,
      handle: () => ({ kind: "ok", body: viewOf(learning.view()) }),
    }),
    route({
      method: "POST",
      path: "/api/learning",
      access: "operator",
      summary: "Wait for a minute for a card that is no local tag yet; it begins nothing",
      body: done,
      reply: view,
      handle: () => {
        learning.open();
        return { kind: "ok", body: viewOf(learning.view()) };
      },
    }),
  ];
}

function viewOf({ isOpen, until, token }: LearningView): z.output<typeof view> {
  return { isOpen, until: until === undefined ? null : isoTime(until), token: token ?? null };
}
