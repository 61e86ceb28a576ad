import * as z from "zod";
import { atClosingChoices, audiences, outsideHoursChoices } from "#agent/domain/access/access-rules";
import { areHoursSound, DAY_MINUTES } from "#agent/domain/access/opening-hours";
import { logbookScopeOf, presets, rulesOf } from "#agent/domain/access/presets";
import { refuse, type Route, route } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";
import { tokenText } from "#agent/local/api/tag-document";

const minute = z.number().int().min(0).max(DAY_MINUTES);
const hours = z
  .strictObject({
    timeZone: z.string().min(1).max(60),
    /** Monday first; minutes of the day, in order. */
    week: z
      .array(z.array(z.strictObject({ from: minute, to: minute })).max(12))
      .length(7)
      .readonly(),
    holidays: z.array(z.string()).max(400).readonly(),
  })
  .refine(areHoursSound)
  .nullable();
const rules = z.strictObject({
  localAuthorization: z.boolean(),
  freeCharging: z.boolean(),
  /** Of charges without a card: free ones and those of guests. */
  openToken: z.union([z.literal(""), tokenText]),
  audience: z.enum(audiences),
  visitorsPay: z.boolean(),
  publiclyVisible: z.boolean(),
  hours,
  outsideHours: z.enum(outsideHoursChoices),
  atClosing: z.enum(atClosingChoices),
});

/** Who may charge here, and when. */
export function accessRoutes(services: Pick<SiteServices, "onSite">): readonly Route[] {
  const { access } = services.onSite;
  return [
    presetRoute(services),
    route({
      method: "GET",
      path: "/api/access",
      access: "viewer",
      summary: "Who may charge here and when, and whether it is open now",
      reply: z.strictObject({ rules, isOpen: z.boolean() }),
      handle: () => ({ kind: "ok", body: { rules: access.rules(), isOpen: access.isOpen() } }),
    }),
    route({
      method: "PUT",
      path: "/api/access",
      access: "owner",
      summary: "Decide who may charge here and when; it counts at once",
      body: rules,
      reply: z.strictObject({ isOpen: z.boolean() }),
      bodyLimit: 65_536,
      handle: ({ body }) => {
        if (body.freeCharging && body.openToken === "") return refuse(422, "tokenNeeded");
        access.setRules(body);
        return { kind: "ok", body: { isOpen: access.isOpen() } };
      },
    }),
  ];
}

function presetRoute({ onSite: { access, variables } }: Pick<SiteServices, "onSite">): Route {
  return route({
    method: "POST",
    path: "/api/access/preset",
    access: "owner",
    summary: "Set up for home, business or sharing in one step: access rules and logbook; hours, tags and guests stay",
    body: z.strictObject({ preset: z.enum(presets) }),
    reply: z.strictObject({ rules, isOpen: z.boolean() }),
    handle: ({ body: { preset } }) => {
      access.setRules(rulesOf(preset, access.rules()));
      variables.set("logbookScope", logbookScopeOf(preset));
      return { kind: "ok", body: { rules: access.rules(), isOpen: access.isOpen() } };
    },
  });
}
