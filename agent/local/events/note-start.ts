import type { SiteEvent } from "#agent/domain/site/site-event";
import type { EventStore } from "#agent/ports/site-store";

/** What a start means: a new program, where the last one said another version of itself. */
export function startEvents(store: Pick<EventStore, "page">, version: string): readonly SiteEvent[] {
  const last = store.page({ limit: 500, severity: "info" }).find(({ code }) => code === "agent.started");
  const started: SiteEvent = { code: "agent.started", severity: "info", subject: version };
  if (last === undefined || last.subject === version) return [started];
  return [started, { code: "firmware.changed", severity: "info", subject: `${last.subject ?? "?"} → ${version}` }];
}
