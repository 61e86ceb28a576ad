import { Buffer } from "node:buffer";
import * as z from "zod";
import { isoTime } from "#hal/core/units";
import { checkResults, deviceChecks, lifeCycleStages } from "#agent/domain/site/life-cycle";
import { type Language, languages } from "#agent/domain/site/site-settings";
import { type Answer, refuse, type Route, route, type Visitor } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";
import { labelOf } from "#agent/local/commissioning/label";
import { commissioningReport } from "#agent/local/commissioning/report";
import { reportTexts } from "#agent/local/commissioning/report-texts";

type Services = Pick<SiteServices, "commissioning" | "onSite" | "settings" | "label" | "clock" | "version">;
type Done = z.output<typeof done>;

const step = z.strictObject({ by: z.string(), at: z.string() }).nullable();
const view = z.strictObject({
  stage: z.enum(lifeCycleStages),
  /** Nobody charges before the charger is in service. */
  isActivationNeeded: z.boolean(),
  installed: step,
  activated: step,
  checks: z.array(
    z.strictObject({ check: z.enum(deviceChecks), result: z.enum(checkResults), detail: z.string().nullable() }),
  ),
});
const printed = z.strictObject({ language: z.enum(languages).exactOptional() });

/** From the factory into service. */
export function commissioningRoutes(services: Services): readonly Route[] {
  return [...steps(services), ...papers(services), ...labels(services)];
}

function steps({ commissioning }: Services): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/commissioning",
      access: "viewer",
      summary: "Where the charger is in its life, and what its parts look like now",
      reply: view,
      handle: () => {
        const { stage, installed, activated } = commissioning.record();
        const told = (given: typeof installed) =>
          given === undefined ? null : { by: given.by, at: isoTime(given.at) };
        const { isActivationNeeded } = commissioning;
        const checks = [...commissioning.checks()];
        return {
          kind: "ok",
          body: { stage, isActivationNeeded, installed: told(installed), activated: told(activated), checks },
        };
      },
    }),
    route({
      method: "POST",
      path: "/api/commissioning/install",
      access: "installer",
      summary: "Begin: the charger hangs where it belongs. Also again, after parts were changed",
      body: done,
      reply: done,
      handle: ({ visitor }) => answer(commissioning.install(nameOf(visitor))),
    }),
    route({
      method: "PUT",
      path: "/api/commissioning/light",
      access: "installer",
      summary: "What a person saw of the light",
      body: z.strictObject({ result: z.enum(["passed", "failed"]) }),
      reply: done,
      handle: ({ body, visitor }) => answer(commissioning.sayLight(body.result, nameOf(visitor))),
    }),
    route({
      method: "POST",
      path: "/api/commissioning/test-charge",
      access: "installer",
      summary: "Let a charge begin within the next 15 minutes although the charger is not in service yet",
      body: done,
      reply: done,
      handle: () => answer(commissioning.testCharge()),
    }),
    route({
      method: "POST",
      path: "/api/commissioning/activate",
      access: "installer",
      summary: "Put the charger into service; refused with the checks that are not passed",
      body: done,
      reply: done,
      handle: ({ visitor }) => answer(commissioning.activate(nameOf(visitor))),
    }),
  ];
}

function papers(services: Services): readonly Route[] {
  const { settings, label, version } = services;
  const report = () => commissioningReport({ ...services, macAddresses: label.macAddresses, version });
  return [
    route({
      method: "GET",
      path: "/api/commissioning/report",
      access: "installer",
      summary: "The commissioning report as JSON",
      reply: "file",
      handle: () => ({
        kind: "file",
        contentType: "application/json; charset=utf-8",
        fileName: "commissioning-report.json",
        body: Buffer.from(`${JSON.stringify(report(), null, 2)}\n`),
      }),
    }),
    route({
      method: "GET",
      path: "/api/commissioning/report.pdf",
      access: "installer",
      summary: "The same to print",
      query: printed,
      reply: "file",
      handle: async ({ query }) => {
        const language = languageOf(services, query.language);
        const { printReport } = await import("#agent/local/commissioning/print");
        const tell = timesIn(language, settings.get("site.timeZone"));
        return pdf("commissioning-report.pdf", await printReport(report(), reportTexts[language], tell));
      },
    }),
  ];
}

function labels(services: Services): readonly Route[] {
  const { label: source, clock } = services;
  return [
    route({
      method: "GET",
      path: "/api/commissioning/label",
      access: "owner",
      summary: "What is printed on the charger, secrets too; not found once the label's file has been removed",
      reply: z.strictObject({
        serialNumber: z.string(),
        macAddress: z.string(),
        pin: z.string(),
        password: z.string(),
        code: z.string(),
      }),
      handle: () => {
        const label = labelOf(source);
        return label === undefined ? refuse(404, "labelGone") : { kind: "ok", body: label };
      },
    }),
    route({
      method: "GET",
      path: "/api/commissioning/label.svg",
      access: "owner",
      summary: "The QR code of the label",
      reply: "file",
      handle: async () => {
        const label = labelOf(source);
        if (label === undefined) return refuse(404, "labelGone");
        const { qrSvg } = await import("#agent/local/reports/qr-code");
        return { kind: "file", contentType: "image/svg+xml", body: Buffer.from(qrSvg(label.code)) };
      },
    }),
    route({
      method: "GET",
      path: "/api/commissioning/label.pdf",
      access: "owner",
      summary: "The label to print",
      query: printed,
      reply: "file",
      handle: async ({ query }) => {
        const label = labelOf(source);
        if (label === undefined) return refuse(404, "labelGone");
        const { printLabel } = await import("#agent/local/commissioning/print");
        const texts = reportTexts[languageOf(services, query.language)];
        return pdf("label.pdf", await printLabel(label, texts, clock.now()));
      },
    }),
  ];
}

function pdf(fileName: string, body: Buffer): Answer<never> {
  return { kind: "file", contentType: "application/pdf", fileName, body };
}

function languageOf({ settings }: Services, wanted: Language | undefined): Language {
  return wanted ?? languages.find((each) => each === settings.get("site.language")) ?? "en";
}

function timesIn(language: Language, timeZone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    dateStyle: "long",
    timeStyle: "short",
    ...(timeZone === "" ? {} : { timeZone }),
  });
  return (iso) => format.format(new Date(iso));
}

function nameOf({ login }: Visitor): string {
  return login?.account.name ?? "";
}

type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "decommissioned" | "notInstalled" | readonly string[] };

function answer(outcome: Outcome): Answer<Done> {
  if (outcome.ok) return { kind: "ok", body: {} };
  const { reason } = outcome;
  return typeof reason === "string"
    ? refuse(409, reason)
    : refuse(409, "checksMissing", { details: { missing: reason } });
}
