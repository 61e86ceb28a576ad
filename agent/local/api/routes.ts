import * as z from "zod";
import { accessRoutes } from "#agent/local/api/access-routes";
import { accountRoutes } from "#agent/local/api/account-routes";
import { certificateRoutes } from "#agent/local/api/certificate-routes";
import { commissioningRoutes } from "#agent/local/api/commissioning-routes";
import { configurationRoutes } from "#agent/local/api/configuration-routes";
import { deadLetterRoutes } from "#agent/local/api/dead-letter-routes";
import { eventRoutes } from "#agent/local/api/event-routes";
import { evseRoutes } from "#agent/local/api/evse-routes";
import { guestRoutes } from "#agent/local/api/guest-routes";
import { learningRoutes } from "#agent/local/api/learning-routes";
import { logbookRoutes } from "#agent/local/api/logbook-routes";
import { historyRoutes } from "#agent/local/api/history-routes";
import { occupancyRoutes } from "#agent/local/api/occupancy-routes";
import { openApiDocument } from "#agent/local/api/openapi";
import { pageRoutes } from "#agent/local/api/page-routes";
import { metricRoutes } from "#agent/local/api/metric-routes";
import { mailRoutes } from "#agent/local/api/mail-routes";
import { type Route, route } from "#agent/local/api/route";
import type { SiteServices } from "#agent/local/api/services";
import { sessionRoutes } from "#agent/local/api/session-routes";
import { stateRoutes } from "#agent/local/api/state-routes";
import { tagRoutes } from "#agent/local/api/tag-routes";
import { systemRoutes } from "#agent/local/api/system-routes";

/** Everything that this charger answers on site: one file a resource, each in its line here. */
export function siteRoutes(services: SiteServices): readonly Route[] {
  const resources = [
    ...pageRoutes(services),
    ...sessionRoutes(services),
    ...stateRoutes(services),
    ...evseRoutes(services),
    ...historyRoutes(services),
    ...logbookRoutes(services),
    ...occupancyRoutes(services),
    ...configurationRoutes(services),
    ...accountRoutes(services),
    ...certificateRoutes(services),
    ...tagRoutes(services),
    ...learningRoutes(services),
    ...accessRoutes(services),
    ...guestRoutes(services),
    ...eventRoutes(services),
    ...deadLetterRoutes(services),
    ...commissioningRoutes(services),
    ...mailRoutes(services),
    ...metricRoutes(services),
    ...systemRoutes(services),
  ];
  const own = route({
    method: "GET",
    path: "/api/openapi.json",
    access: "viewer",
    summary: "This document",
    reply: z.record(z.string(), z.unknown()),
    handle: () => ({ kind: "ok", body: document }),
  });
  const all = [...resources, own];
  const document = openApiDocument(all, services.version);
  return all;
}
