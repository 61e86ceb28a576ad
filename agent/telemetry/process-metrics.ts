import type { ProcessVitals } from "#hal/core/process-vitals";
import type { MetricFamily } from "#agent/telemetry/metric-text";

export function processMetrics(vitals: ProcessVitals): readonly MetricFamily[] {
  const { residentBytes, heapBytes, cpuSeconds, loopActiveSeconds, loopLagSeconds } = vitals;
  return [
    one(
      "borne_process_resident_memory_bytes",
      "gauge",
      "Memory of the process, without what is swapped out.",
      residentBytes,
    ),
    one("borne_process_heap_bytes", "gauge", "JavaScript objects of the process.", heapBytes),
    one("borne_process_cpu_seconds_total", "counter", "Processor time of the process.", cpuSeconds),
    one(
      "borne_event_loop_active_seconds_total",
      "counter",
      "Time in which the event loop was busy.",
      loopActiveSeconds,
    ),
    one(
      "borne_event_loop_lag_seconds",
      "gauge",
      "The longest that a timer was kept waiting since these numbers were asked for last.",
      loopLagSeconds,
    ),
  ];
}

function one(name: string, type: MetricFamily["type"], help: string, value: number): MetricFamily {
  return { name, type, help, samples: [{ value }] };
}
