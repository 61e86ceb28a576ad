import * as z from "zod";
import { refuse, type Route, route } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";
import { Configuration, itemOutcomes } from "#agent/local/configuration";

const item = z.strictObject({
  name: z.string(),
  key16: z.string().nullable(),
  value: z.string().nullable(),
  default: z.string(),
  type: z.string(),
  unit: z.string().nullable(),
  readOnly: z.boolean(),
  rebootRequired: z.boolean(),
});
const results = z.strictObject({
  items: z.array(z.strictObject({ name: z.string(), outcome: z.enum(itemOutcomes) })).readonly(),
});
const text = z.string().max(500);
const name = z.string().min(1).max(100);
const document = z.strictObject({
  format: z.literal(1),
  model: z.string().max(50),
  values: z.record(name, text),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
const LARGE = 262_144;

/** All settings in one list: to read, to change many at once, to take along. */
export function configurationRoutes({ onSite, settings }: Pick<SiteServices, "onSite" | "settings">): readonly Route[] {
  const configuration = new Configuration(onSite.variables, settings);
  return [
    route({
      method: "GET",
      path: "/api/configuration",
      access: "viewer",
      summary: "Every setting with its value and what it may be",
      reply: z.strictObject({ items: z.array(item).readonly() }),
      handle: () => ({ kind: "ok", body: { items: configuration.items() } }),
    }),
    route({
      method: "PATCH",
      path: "/api/configuration",
      access: "installer",
      summary: "Set many values; each has its own result. With dryRun nothing is set",
      body: z.strictObject({
        items: z
          .array(z.strictObject({ name, value: text }))
          .min(1)
          .max(500),
        dryRun: z.boolean().default(false),
      }),
      reply: results,
      bodyLimit: LARGE,
      handle: ({ body }) => ({ kind: "ok", body: { items: configuration.apply(body.items, body.dryRun) } }),
    }),
    route({
      method: "GET",
      path: "/api/configuration/export",
      access: "installer",
      summary: "All values that can be set, without secrets, as one document",
      reply: document,
      handle: () => ({ kind: "ok", body: { ...configuration.document(onSite.state().station.model) } }),
    }),
    route({
      method: "POST",
      path: "/api/configuration/import",
      access: "installer",
      summary: "Set the values of such a document; a damaged one is refused as a whole",
      body: z.strictObject({ document, dryRun: z.boolean().default(false) }),
      reply: results,
      bodyLimit: LARGE,
      handle: ({ body }) => {
        const wishes = configuration.wishesOf(body.document);
        if (!wishes.ok) return refuse(422, wishes.reason);
        return { kind: "ok", body: { items: configuration.apply(wishes.value, body.dryRun) } };
      },
    }),
  ];
}
