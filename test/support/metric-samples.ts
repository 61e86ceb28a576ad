import type { ProcessVitals } from "#hal/core/process-vitals";
import { epochMillis } from "#hal/core/units";
import type { MetricSources } from "#agent/telemetry/station-metrics";
import { siteStateSample } from "#test/support/site-state";

const now = epochMillis(Date.UTC(2026, 2, 1, 12));

/** A charger to which everything has happened that a metric tells of. */
export const metricSample: MetricSources = {
  state: siteStateSample,
  store: { trouble: undefined, isWaiting: false, isInTwoPlaces: true, rebuiltAt: epochMillis(now - 3_600_000) },
  uptimeSeconds: 90,
  connections: 3,
  oldestWaiting: undefined,
  sessions: 17,
  now,
};

export const vitalsSample: ProcessVitals = {
  residentBytes: 90_000_000,
  heapBytes: 30_000_000,
  cpuSeconds: 2,
  loopActiveSeconds: 1,
  loopLagSeconds: 0.01,
};
