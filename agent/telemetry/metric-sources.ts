import { hasCode } from "#hal/core/errors";
import type { EpochMillis } from "#hal/core/units";
import { siteState } from "#agent/control/site-state";
import type { StatusSources } from "#agent/control/status-view";
import type { SessionHistory } from "#agent/ports/session-history";
import type { FactLog } from "#agent/ports/station-store";
import type { MetricSources } from "#agent/telemetry/station-metrics";

/** What a running charger has to tell in numbers. */
export function metricSources(sources: StatusSources, history: Pick<SessionHistory, "newest">): MetricSources {
  const { agent, csms, store, now } = sources;
  return {
    state: siteState(sources),
    store: store.health.state(),
    uptimeSeconds: (now - agent.startedAt) / 1000,
    connections: csms.connections,
    oldestWaiting: oldestWaiting(store.facts),
    // Sessions are never deleted, so that the place of the newest is how many there were.
    sessions: history.newest({}, { limit: 1 })[0]?.place ?? 0,
    now,
  };
}

/** One that cannot be read any more is about to be given up; it is told as a dead letter then. */
function oldestWaiting(facts: Pick<FactLog, "head">): EpochMillis | undefined {
  try {
    return facts.head()?.fact.at;
  } catch (error) {
    if (hasCode(error, "store.corrupt-row")) return undefined;
    throw error;
  }
}
