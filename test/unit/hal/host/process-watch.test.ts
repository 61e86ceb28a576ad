import { expect, it, onTestFinished } from "vitest";
import { sleep } from "#hal/core/clock";
import { millis } from "#hal/core/units";
import { ProcessWatch } from "#hal/host/process-watch";
import { SystemClock } from "#hal/host/system-clock";
import { metricsText } from "#agent/telemetry/metric-text";
import { processMetrics } from "#agent/telemetry/process-metrics";

it("a process is told in bytes and seconds, and its lag from the second look on", async () => {
  const clock = new SystemClock();
  const watch = new ProcessWatch({
    memoryUsage: () => ({ rss: 90_000_000, heapUsed: 30_000_000 }),
    cpuUsage: () => ({ user: 1_500_000, system: 500_000 }),
  });
  onTestFinished(() => {
    watch.stop();
  });
  expect(watch.read()).toMatchObject({ residentBytes: 90_000_000, heapBytes: 30_000_000, cpuSeconds: 2 });
  expect(watch.read().loopLagSeconds).toBe(0);

  // The first tick of the measurement has to come before it can be late.
  await sleep(clock, millis(250));
  const until = clock.uptime() + 400;
  while (clock.uptime() < until);
  await sleep(clock, millis(150));
  const { loopLagSeconds, loopActiveSeconds } = watch.read();
  expect(loopLagSeconds).toBeGreaterThan(0.2);
  expect(loopActiveSeconds).toBeGreaterThan(0.3);

  const text = metricsText(processMetrics(watch.read()));
  expect(text).toContain("borne_process_resident_memory_bytes 90000000\n");
  expect(text).toContain("# TYPE borne_process_cpu_seconds_total counter\nborne_process_cpu_seconds_total 2\n");
});
