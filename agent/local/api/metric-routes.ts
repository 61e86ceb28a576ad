import { Buffer } from "node:buffer";
import * as z from "zod";
import { type Route, route } from "#agent/local/api/route";
import { done } from "#agent/local/api/schemas";
import type { SiteServices } from "#agent/local/api/services";
import { METRICS_CONTENT_TYPE, metricsText } from "#agent/telemetry/metric-text";

/** The state in numbers, for Prometheus and others, and what they show instead of a login. */
export function metricRoutes({ onSite, scraper, journal }: Services): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/api/metrics",
      access: "viewer",
      isForScrapers: true,
      summary: "The state in numbers, in the text format of Prometheus; also with the token of a collector",
      reply: "file",
      handle: () => ({
        kind: "file",
        contentType: METRICS_CONTENT_TYPE,
        body: Buffer.from(metricsText(onSite.metrics())),
      }),
    }),
    route({
      method: "POST",
      path: "/api/metrics/token",
      access: "owner",
      summary: "A new token for whoever collects the numbers, told this once; the one before ends",
      body: done,
      reply: z.strictObject({ token: z.string() }),
      handle: () => {
        const token = scraper.renew();
        journal.note({ code: "configuration.changed", severity: "info", subject: "scraper-token" });
        return { kind: "ok", body: { token } };
      },
    }),
    route({
      method: "DELETE",
      path: "/api/metrics/token",
      access: "owner",
      summary: "The token of the collector ends",
      reply: done,
      handle: () => {
        scraper.forget();
        journal.note({ code: "configuration.changed", severity: "info", subject: "scraper-token" });
        return { kind: "ok", body: {} };
      },
    }),
  ];
}

type Services = Pick<SiteServices, "onSite" | "scraper" | "journal">;
