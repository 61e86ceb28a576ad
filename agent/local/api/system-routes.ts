import { Buffer } from "node:buffer";
import * as z from "zod";
import type { Outcome } from "#hal/core/outcome";
import { type Answer, refuse, type Route, route, type Visitor } from "#agent/local/api/route";
import { done, password } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";
import { passwordRefusal } from "#agent/local/api/session-routes";
import { debugReport } from "#agent/local/system/debug-report";
import type { SystemRefusal } from "#agent/local/system/system-desk";

type Done = z.output<typeof done>;
/** Nobody does this by mistake: the serial number from the label and one's own password once more. */
const earnest = { serialNumber: z.string().max(50), password, loseUndelivered: z.boolean().default(false) };

/** What is done to the charger as a whole. */
export function systemRoutes(services: SiteServices): readonly Route[] {
  return [...looking(services), ...farewells(services)];
}

function looking(services: SiteServices): readonly Route[] {
  const { system } = services;
  return [
    route({
      method: "GET",
      path: "/api/system/report",
      access: "installer",
      summary: "What somebody far away needs to find out what is wrong, without secrets",
      reply: "file",
      handle: () => ({
        kind: "file",
        contentType: "application/json; charset=utf-8",
        fileName: "debug-report.json",
        body: Buffer.from(`${JSON.stringify(debugReport(services), null, 2)}\n`),
      }),
    }),
    route({
      method: "POST",
      path: "/api/system/restart",
      access: "installer",
      summary: "Restart: soft ends charges in order and lets the back end hear of it, hard waits for nobody",
      body: z.strictObject({ kind: z.enum(["soft", "hard"]) }),
      reply: done,
      handle: ({ body, visitor }) => answer(system.restart(body.kind, nameOf(visitor))),
    }),
    route({
      method: "POST",
      path: "/api/system/reset-configuration",
      access: "installer",
      summary: "Settings become what they were at installation, and the charger restarts; people and records stay",
      body: z.strictObject({ confirm: z.literal("configuration") }),
      reply: done,
      handle: ({ visitor }) => answer(system.resetConfiguration(nameOf(visitor))),
    }),
  ];
}

function farewells(services: SiteServices): readonly Route[] {
  const { system } = services;
  return [
    route({
      method: "POST",
      path: "/api/system/factory-reset",
      access: "owner",
      summary:
        "As it left the factory, but for the records of charges, which stay; refused while the back end has not been told everything",
      body: z.strictObject(earnest),
      reply: done,
      handle: async ({ body, visitor }) =>
        (await earnestly(services, body, visitor)) ??
        answer(await system.factoryReset(nameOf(visitor), body.loseUndelivered)),
    }),
    route({
      method: "POST",
      path: "/api/system/decommission",
      access: "owner",
      summary: "Out of use for good: nobody charges any more; refused while the back end has not been told everything",
      body: z.strictObject(earnest),
      reply: done,
      handle: async ({ body, visitor }) =>
        (await earnestly(services, body, visitor)) ??
        answer(await system.decommission(nameOf(visitor), body.loseUndelivered)),
    }),
  ];
}

/** Undefined when the caller means it and is who they say. */
async function earnestly(
  { accounts, label }: SiteServices,
  given: { readonly serialNumber: string; readonly password: string },
  { login, address }: Visitor,
): Promise<Answer<Done> | undefined> {
  if (login === undefined) return refuse(401, "loginNeeded");
  if (given.serialNumber.trim().toLowerCase() !== label.serialNumber.toLowerCase()) return refuse(422, "serialNumber");
  const confirmed = await accounts.confirm(login, given.password, address);
  return confirmed.ok ? undefined : passwordRefusal(confirmed.reason);
}

function answer(outcome: Outcome<undefined, SystemRefusal>): Answer<Done> {
  return outcome.ok ? { kind: "ok", body: {} } : refuse(409, outcome.reason);
}

function nameOf({ login }: Visitor): string {
  return login?.account.name ?? "";
}
